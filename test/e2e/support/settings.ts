// The workspace's settings file, which is also how a test changes the theme.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Session } from "./session.ts";

/** A colour theme and the class the workbench wears in it. */
export type Theme = { readonly name: string; readonly cssClass: string };

export const dark: Theme = { name: "Default Dark Modern", cssClass: "vs-dark" };
export const light: Theme = { name: "Default Light Modern", cssClass: "vs" };
export const highContrast: Theme = { name: "Default High Contrast", cssClass: "hc-black" };
export const highContrastLight: Theme = { name: "Default High Contrast Light", cssClass: "hc-light" };

/** All but the dark one, which tests begin in, by the names of their pictures. */
export const otherThemes: Readonly<Record<string, Theme>> = {
  light,
  "high-contrast": highContrast,
  "high-contrast-light": highContrastLight,
};

/** Changes the theme of a running window and waits until it is drawn. */
export async function setTheme({ page, workspace }: Session, theme: Theme): Promise<void> {
  await writeSettings(workspace, theme);
  await page.locator(`.monaco-workbench.${theme.cssClass}`).waitFor();
}

/** Puts the theme into the settings that the samples bring with them. */
export async function writeSettings(workspace: string, theme: Theme): Promise<void> {
  const folder = path.join(workspace, ".vscode");
  const file = path.join(folder, "settings.json");
  const present: unknown = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
  const settings = {
    ...Object(present),
    "workbench.colorTheme": theme.name,
    // A hover on the way to another place would cover it.
    "workbench.hover.delay": 100_000,
    "editor.minimap.enabled": false,
    // Pictures show a hover as it stays, not half faded in.
    "workbench.reduceMotion": "on",
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(settings, null, 2));
}

/** Changes one setting of the workspace. */
export async function changeSetting({ workspace }: Session, name: string, value: unknown): Promise<void> {
  const file = path.join(workspace, ".vscode/settings.json");
  const present: unknown = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...Object(present), [name]: value }, null, 2));
}
