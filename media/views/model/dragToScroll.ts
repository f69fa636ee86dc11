/** Scrolls an element by dragging its ground, as maps are moved; a press without a move stays a click. */

/** Movement in pixels from which a press is a drag. */
const least = 4;

/** Returns how to end it. */
export function dragToScroll(element: HTMLElement): () => void {
  let from: { readonly x: number; readonly y: number; readonly left: number; readonly top: number } | null =
    null;
  let dragged = false;
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
    dragged = false;
  };
  const move = (event: PointerEvent) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (!dragged && Math.hypot(x, y) < least) return;
    if (!dragged) element.setPointerCapture(event.pointerId);
    dragged = true;
    element.scrollTo(from.left - x, from.top - y);
  };
  const up = () => {
    from = null;
  };
  // The click that ends a drag chooses nothing.
  const click = (event: MouseEvent) => {
    if (!dragged) return;
    dragged = false;
    event.stopPropagation();
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up } as const;
  for (const [name, listener] of Object.entries(listeners)) {
    element.addEventListener(name, listener as EventListener);
  }
  element.addEventListener("click", click, { capture: true });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) {
      element.removeEventListener(name, listener as EventListener);
    }
    element.removeEventListener("click", click, { capture: true });
  };
}
