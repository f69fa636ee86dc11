/** Starts a worker from the text of its script that stands in the page, since a webview may not start one from another origin. */

let address: string | undefined;

/** The text is a large one, and is read at the first start only. */
export function startWorker(): Worker {
  address ??= URL.createObjectURL(
    new Blob([document.getElementById("worker")?.textContent ?? ""], { type: "text/javascript" }),
  );
  return new Worker(address);
}
