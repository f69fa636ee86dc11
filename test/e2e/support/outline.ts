// The view "ConvLens Model" of the Explorer.
import type { Locator } from "playwright-core";
import type { Session } from "./session.ts";
import { runCommand } from "./workbench.ts";

export function outlineOf({ page }: Session): Locator {
  return page.locator(".pane", { has: page.locator('.pane-header[aria-label^="ConvLens Model"]') });
}

export function outlineRow(session: Session, layer: string): Locator {
  return outlineOf(session).locator(`.monaco-list-row[aria-label^="${layer},"]`);
}

/** Puts the keyboard on the first row; a panel that is still loading takes it away again. */
export async function focusOutline(session: Session): Promise<void> {
  await runCommand(session, "Explorer: Focus on ConvLens Model View");
  await outlineOf(session).locator(".monaco-list-row").first().waitFor();
  await outlineOf(session).locator(".monaco-list").focus();
  await session.page.keyboard.press("Home");
  await outlineOf(session).locator(".monaco-list-row.focused").waitFor();
}
