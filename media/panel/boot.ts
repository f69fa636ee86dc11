/**
 * The page's first script, a small one: starts the worker, whose way leads over the page's own thread, before that is taken up by reading
 * the large script, and keeps what the host sends until that listens.
 */
import { leaveStart } from "./pageStart.ts";
import { startWorker } from "./workerStart.ts";

const { nonce = "" } = document.currentScript ?? {};
const messages: unknown[] = [];
const keep = ({ data }: MessageEvent<unknown>) => {
  messages.push(data);
};
window.addEventListener("message", keep);
leaveStart({
  worker: startWorker(),
  takeMessages: () => {
    window.removeEventListener("message", keep);
    return messages;
  },
});
setTimeout(() => {
  const script = document.createElement("script");
  script.type = "module";
  script.nonce = nonce;
  script.textContent = document.getElementById("page")?.textContent ?? "";
  document.body.append(script);
}, 0);
