/** What has time until the change at hand is on screen. */

/** Calls back once the next frame's work is over, which a message to oneself comes after. */
export function whenDrawn(callback: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  requestAnimationFrame(() => port2.postMessage(null));
}
