/**
 * The page's first script, a small one: starts the worker, whose way leads over the page's own thread, before that is taken up by reading
 * the large script, and keeps what the host sends until that listens. Where a run was done ahead, the worker waits until it is drawn.
 */
import { leaveStart } from "./pageStart.ts";
import { unpack } from "./unpack.ts";

const { nonce = "" } = document.currentScript ?? {};
const messages: unknown[] = [];
const keep = ({ data }: MessageEvent<unknown>) => {
  messages.push(data);
};
window.addEventListener("message", keep);
void start();

async function start(): Promise<void> {
  const expectsRun = document.body.dataset.ahead !== undefined;
  const page = unpack("page").text();
  const worker = expectsRun ? undefined : startWorker();
  await worker;
  leaveStart({
    worker,
    startWorker,
    takeMessages: () => {
      window.removeEventListener("message", keep);
      return messages;
    },
  });
  const script = document.createElement("script");
  script.type = "module";
  script.nonce = nonce;
  script.textContent = await page;
  document.body.append(script);
}

/** A webview may not start a worker from another origin, so that it is made from the text in the page. */
async function startWorker(): Promise<Worker> {
  const address = URL.createObjectURL(await unpack("worker").blob());
  return new Worker(address);
}
