/** Gives the keyboard to what opens over the panel, and back to where it was when that closes. */

let before: HTMLElement | null = null;

/** For lit's `ref`: called with the element that takes the focus, and with nothing once it is gone. */
export function overlayFocus(element: Element | undefined): void {
  if (element instanceof HTMLElement) {
    const { activeElement } = document;
    before = activeElement instanceof HTMLElement ? activeElement : null;
    // An element of a library draws its field later, and cannot take the focus before.
    void Promise.resolve(Reflect.get(element, "updateComplete")).then(() => element.focus());
    return;
  }
  // Only if the focus went with the overlay: a click elsewhere has moved it on purpose.
  if (document.activeElement === document.body || document.activeElement === null) before?.focus();
  before = null;
}
