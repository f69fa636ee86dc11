// The panel at a width of one's own: the column beside a file takes half of the window.
import { largeWindow, type Session } from "./session.ts";

/** Makes the window so wide that the panel beside the file has this width in CSS pixels. */
export async function setPanelWidth({ page }: Session, width: number): Promise<void> {
  const body = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("body");
  for (let attempt = 1; attempt <= 5; attempt++) {
    const is = await body.evaluate((element) => element.clientWidth);
    if (Math.abs(is - width) <= 1) return;
    const now = page.viewportSize() ?? largeWindow;
    await page.setViewportSize({ width: Math.max(400, now.width + 2 * (width - is)), height: 900 });
    await page.waitForFunction(
      (before) =>
        new Promise((resolve) => requestAnimationFrame(() => resolve(window.innerWidth !== before))),
      now.width,
    );
    await body.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
}
