// What a person does in VS Code's window: open a file, run a command, point at text, look at a picture of it.
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { environment } from "./environment.ts";
import type { Session } from "./session.ts";

/** Opens a file of the workspace by quick open, in the group of editors that has the keyboard. */
export async function openFile({ page }: Session, name: string): Promise<void> {
  const row = page.locator(".quick-input-list .monaco-list-row", { hasText: path.basename(name) }).first();
  const group = page.locator(".editor-group-container.active");
  for (let attempt = 1; ; attempt++) {
    const input = await openQuickInput(page, "Control+P");
    try {
      // A webview that takes the focus as it loads closes the box again.
      await input.fill(name, { timeout: 3000 });
      await row.click({ timeout: 5000 });
      await group
        .locator(`.tab.active[data-resource-name="${path.basename(name)}"]`)
        .waitFor({ timeout: 5000 });
      break;
    } catch (error) {
      if (attempt === 5) throw error;
      // The list of files was made before this one was written: opened anew it is searched anew.
      await page.keyboard.press("Escape");
    }
  }
  await group.locator(".monaco-editor .view-line").first().waitFor();
}

/** Runs a command by its title from the command palette. */
export async function runCommand(session: Session, title: string): Promise<void> {
  const { page } = session;
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
  for (let attempt = 1; ; attempt++) {
    const input = await openQuickInput(page, "F1");
    try {
      // A webview that takes the focus as it loads closes the box again.
      await input.fill(`>${title}`, { timeout: 3000 });
      await row.click({ timeout: 5000 });
      return;
    } catch (error) {
      // The list is of the moment when it opened: a file that is still being read offers nothing yet.
      await page.keyboard.press("Escape");
      if (attempt < 5) continue;
      await screenshot(session, `failed-command-${title.replace(/\W+/g, "-")}`);
      throw error;
    }
  }
}

/** Reloads the way VS Code does it: the browser's own reload may come before the open editors are stored. */
export async function reloadWindow(session: Session): Promise<void> {
  const loaded = session.page.waitForEvent("load");
  await runCommand(session, "Developer: Reload Window");
  await loaded;
  await session.page.locator(".monaco-workbench .tab").first().waitFor();
}

/** The editor line that contains the text, once it is drawn. Inlay hints are part of a line's text. */
export function lineWith({ page }: Session, text: string | RegExp): Locator {
  return page.locator(".monaco-editor .view-line", { hasText: text });
}

/** Clicks into the text, so that the cursor stands on it. Where a lens that arrives meanwhile moved it away, it is clicked again. */
export async function clickText({ page }: Session, text: string): Promise<void> {
  for (let attempt = 1; attempt <= 10; attempt++) {
    const { x, y } = await placeOf(page, text);
    await page.mouse.click(x, y);
    const now = await placeOf(page, text);
    if (now.x === x && now.y === y) return;
  }
  throw new Error(`${text} moves on and on`);
}

/** Puts the cursor on a line of the file in the first group, by keys. */
export async function goToLine({ page }: Session, line: number, column = 1): Promise<void> {
  const there = page.locator(".active-line-number", { hasText: new RegExp(`^${line}$`) });
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press("Control+1");
    const input = await openQuickInput(page, "Control+G");
    try {
      // A webview that takes the focus meanwhile closes the box, or takes the keys.
      await input.fill(`:${line}:${column}`, { timeout: 3000 });
      await page.keyboard.press("Enter");
      await there.waitFor({ timeout: 10_000 });
      return;
    } catch (error) {
      if (attempt === 3) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

/**
 * Points at the text and gives the hover that opens, with `expected` in it. Hints and lenses that arrive meanwhile move the
 * text away from under the pointer, so it is looked up again until the hover is the right one.
 */
export async function hoverText(session: Session, text: string, expected: RegExp): Promise<Locator> {
  const { page } = session;
  const hover = page.locator(".monaco-hover:not(.hidden)", { hasText: expected }).first();
  for (let attempt = 1; ; attempt++) {
    const { x, y } = await placeOf(page, text);
    await page.mouse.move(x - 3, y);
    await page.mouse.move(x, y);
    try {
      await hover.waitFor({ timeout: 5000 });
      return hover;
    } catch (error) {
      if (attempt < 6) {
        await page.keyboard.press("Escape");
        await page.mouse.move(0, 0);
        continue;
      }
      await screenshot(session, `failed-hover-over-${text}`);
      throw error;
    }
  }
}

/** Stores test-results/NAME.png, for people to look at. */
export async function screenshot({ page }: Session, name: string): Promise<void> {
  // A hover fades in; the picture is of the hover as it stays.
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter((each) => each.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map((each) => each.finished));
  });
  await page.screenshot({ path: path.join(environment.screenshots, `${name}.png`) });
}

/** Presses the key until the box opens: a webview that is still loading has the focus and swallows keys. */
export async function openQuickInput(page: Page, key: string): Promise<Locator> {
  const input = page.locator(".quick-input-widget input.input");
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press(key);
    try {
      await input.waitFor({ timeout: 3000 });
      return input;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** The middle of the text's first occurrence in an editor, in pixels of the page. */
async function placeOf(page: Page, text: string): Promise<{ x: number; y: number }> {
  const place = await page.waitForFunction((wanted) => {
    for (const line of document.querySelectorAll(".monaco-editor .view-line")) {
      // The editor draws spaces as no-break spaces, and one text as several elements.
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = (node.textContent ?? "").replaceAll("\u00a0", " ").indexOf(wanted);
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + wanted.length);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
    }
    return undefined;
  }, text);
  const found = await place.jsonValue();
  if (!found) throw new Error(`${text} is not in the editor`);
  return found;
}
