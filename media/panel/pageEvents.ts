/** What the page itself reports: keys, and how wide the panel is. */
import { type KeyPress, keyAction } from "./keys.ts";
import type { PanelController } from "./panelController.ts";

export function listenToPage(place: HTMLElement, controller: PanelController): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const action = keyAction(pressOf(event), controller.state(), controller.actions);
    if (!action) return;
    event.preventDefault();
    action();
  });
  new ResizeObserver(([entry]) => {
    if (entry && entry.contentRect.width > 0) controller.actions.resized(entry.contentRect.width);
  }).observe(place);
}

function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    shift: event.shiftKey,
    modified: event.ctrlKey || event.altKey || event.metaKey,
    focus: focusOf(event.composedPath()[0]),
  };
}

function focusOf(target: EventTarget | undefined): KeyPress["focus"] {
  if (!(target instanceof HTMLElement)) return "other";
  if (target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "radio")
    return "field";
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return "field";
  // What unfolds takes Enter and Space as buttons do.
  return target instanceof HTMLButtonElement || target.localName === "summary" ? "button" : "other";
}
