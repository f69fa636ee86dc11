// The ConvLens panel in the window: a webview, which VS Code draws as a frame inside a frame.
import type { FrameLocator, Locator } from "playwright-core";
import type { Session } from "./session.ts";

/** The panel's own document. Locators below it wait until the panel is there. */
export function panelOf({ page }: Session): FrameLocator {
  return page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
}

/** An element of the panel by its data-testid. */
export function inPanel(session: Session, testId: string): Locator {
  return panelOf(session).getByTestId(testId);
}
