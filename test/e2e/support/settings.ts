// The workspace's settings file, which is also how a test changes the theme.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Session } from "./session.ts";

/** A colour theme and the class the workbench wears in it. */
export type Theme = { readonly name: string; readonly cssClass: string };

export const dark: Theme = { name: "Default Dark Modern", cssClass: "vs-dark" };
export const light: Theme = { name: "Default Light Modern", cssClass: "vs" };
export const highContrast: Theme = { name: "Default High Contrast", cssClass: "hc-black" };
export const highContrastLight: Theme = { name: "Default High Contrast Light", cssClass: "hc-light" };

/** Changes the theme of a running window and waits until it is drawn. */
export async function setTheme({ page, workspace }: Session, theme: Theme): Promise<void> {
  await writeSettings(workspace, theme);
  await page.locator(`.monaco-workbench.${theme.cssClass}`).waitFor();
}

export async function writeSettings(
  workspace: string,
  theme: Theme,
  more: Record<string, unknown> = {},
): Promise<void> {
  const settings = {
    "workbench.colorTheme": theme.name,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    // A hover on the way to another place would cover it.
    "workbench.hover.delay": 100_000,
    "editor.minimap.enabled": false,
    "chat.commandCenter.enabled": false,
    ...more,
  };
  const folder = path.join(workspace, ".vscode");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "settings.json"), JSON.stringify(settings, null, 2));
}
