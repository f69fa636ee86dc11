// The ConvLens panel in the window: a webview, which VS Code draws as a frame inside a frame.
import assert from "node:assert/strict";
import type { FrameLocator, Locator } from "playwright-core";
import { jsonSample } from "./samples.ts";
import type { Session } from "./session.ts";
import { clickText, lineWith, openFile, runCommand } from "./workbench.ts";

/** The panel's own document. Locators below it wait until the panel is there. */
export function panelOf({ page }: Session): FrameLocator {
  return page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
}

/** An element of the panel by its data-testid. */
export function inPanel(session: Session, testId: string): Locator {
  return panelOf(session).getByTestId(testId);
}

/** Opens the JSON sample and runs its first convolution, the side bar out of the way. */
export async function openPanel(session: Session): Promise<void> {
  await openFile(session, jsonSample.file);
  await lineWith(session, jsonSample.hint).first().waitFor();
  await runAtText(session, jsonSample.layer);
}

/** Runs the layer at a text of the open file. */
export async function runAtText(
  session: Session,
  text: string,
  command = "ConvLens: Run Layer on Sample",
): Promise<void> {
  await clickText(session, text);
  const sideBar = session.page.locator(".explorer-folders-view");
  if (await sideBar.isVisible()) {
    await session.page.keyboard.press("Control+B");
    await sideBar.waitFor({ state: "hidden" });
  }
  await runCommand(session, command);
  await settled(session);
}

/** Waits until the last run is done, by the page's own worker, and its outcome is on screen. */
export async function settled(session: Session): Promise<void> {
  await panelOf(session)
    .locator('main.panel:not(.stale) [data-testid="panel-status"][data-state="done"]:not([data-repeats])')
    .waitFor();
}

/** Turns to another layer by the list under the layer's name. */
export async function chooseLayer(session: Session, layer: string): Promise<void> {
  await inPanel(session, "layer-list-toggle").click();
  await inPanel(session, "layer-list").locator("input").fill(layer);
  await inPanel(session, "layer-list").locator("li button", { hasText: layer }).first().click();
  await panelOf(session)
    .getByTestId("layer-name")
    .filter({ hasText: new RegExp(`^${layer}$`) })
    .waitFor();
  await settled(session);
}

/** Presses keys with the panel's page in focus, as a person does who has clicked into it or pressed F6. */
export async function pressInPanel(session: Session, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await session.page.keyboard.press(key);
}

/** Puts the keyboard into the panel, on the enlarged map unless another element is named. */
export async function focusPanel(session: Session, testId = "enlarged-map"): Promise<void> {
  // A click into the page gives it the keyboard; one on its tab might count as the second of a double click.
  await inPanel(session, "panel-status").click();
  await inPanel(session, testId).focus();
}

/** Cells of a table in the panel, its head left out; of several with this id the first, or the last. */
export async function tableRows(
  session: Session,
  id: string,
  which: "first" | "last" = "first",
): Promise<string[][]> {
  const table = inPanel(session, id)[which]();
  await table.waitFor();
  return table.evaluate((element) =>
    [...element.querySelectorAll("tbody tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => cell.textContent?.trim() ?? ""),
    ),
  );
}

/** The number that a text of the panel stands for. */
export function numberOf(text: string | undefined | null): number {
  const plain = (text ?? "").replaceAll("−", "-").replaceAll(",", "");
  assert.match(plain, /^-?\d/, `"${text}" is no number`);
  return Number(plain);
}

/** Waits until a live announcement of the panel matches. */
export async function announced(session: Session, text: RegExp): Promise<void> {
  await inPanel(session, "announcement").filter({ hasText: text }).waitFor({ state: "attached" });
}
