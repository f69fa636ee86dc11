/** The thread that runs a layer before the panel's page is there: threads of the test's own, and the one that ships. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type AheadThread, createAheadThread } from "../../../client/panel/aheadThread.ts";
import { readAheadAnswer } from "../../../media/ahead/aheadAnswer.ts";
import { rehearsalMessages } from "../../../media/ahead/rehearsal.ts";
import { repositoryRoot } from "../../architecture/sourceFiles.ts";

const times = { start: 0, grace: 20, idle: 60_000 };
const ready = 'parentPort.postMessage({ type: "ready" });';
const echo =
  'parentPort.on("message", ({ id, messages }) => parentPort.postMessage({ type: "answer", id, answer: messages.length }));';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "lens-ahead-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A thread whose script is `lines`, in an extension's folder of its own. */
async function threadOf(name: string, lines: string, part = {}): Promise<AheadThread> {
  const fsPath = path.join(folder, name);
  await mkdir(path.join(fsPath, "dist"), { recursive: true });
  const script = `const { parentPort } = require("node:worker_threads");\n${lines}\n`;
  await writeFile(path.join(fsPath, "dist/ahead.cjs"), script);
  return createAheadThread({ fsPath }, { ...times, ...part });
}

async function untilReady(thread: AheadThread): Promise<void> {
  thread.prepare();
  while (!thread.isReady()) await pause(5);
}

test("it is asked once it is warm, and answers", async () => {
  const thread = await threadOf("echo", `setTimeout(() => { ${ready} }, 400); ${echo}`);
  assert.equal(await thread.answer(rehearsalMessages()), null, "it does not run yet");
  thread.prepare();
  await pause(100);
  assert.equal(await thread.answer(rehearsalMessages()), null, "it is not warm yet");
  await untilReady(thread);
  assert.equal(await thread.answer(rehearsalMessages()), 3);
  thread.dispose();
  assert.equal(thread.isReady(), false);
  assert.equal(await thread.answer(rehearsalMessages()), null);
});

test("a model that was opened is run once, before or after the thread has started", async () => {
  const lines = `let count = 0; parentPort.on("message", ({ id }) => parentPort.postMessage({ type: "answer", id, answer: ++count })); ${ready}`;
  const thread = await threadOf("count", lines);
  const messages = async () => rehearsalMessages();
  thread.rehearse("file:///a.json", messages);
  thread.rehearse("file:///empty.json", async () => []);
  await untilReady(thread);
  thread.rehearse("file:///a.json", messages);
  thread.rehearse("file:///b.json", messages);
  await pause(20);
  assert.equal(await thread.answer(rehearsalMessages()), 3, "two of the rehearsal, and this");
  thread.dispose();
});

test("one that does not answer in time, fails or is missing leaves nothing to wait for", async () => {
  const silent = await threadOf("silent", `parentPort.on("message", () => {}); ${ready}`);
  await untilReady(silent);
  const waiting = silent.answer(rehearsalMessages());
  silent.endSoon();
  assert.equal(await waiting, null);
  assert.equal(silent.isReady(), false);

  const failing = await threadOf(
    "failing",
    `parentPort.on("message", () => { throw new Error("no memory"); }); ${ready}`,
  );
  await untilReady(failing);
  assert.equal(await failing.answer(rehearsalMessages()), null);

  const missing = createAheadThread({ fsPath: path.join(folder, "nowhere") }, times);
  missing.prepare();
  await pause(100);
  assert.equal(missing.isReady(), false);
});

test("without a change of a model it ends after a while, and another one starts with the next", async () => {
  const thread = await threadOf("idle", `${ready} ${echo}`, { idle: 100 });
  await untilReady(thread);
  while (thread.isReady()) await pause(10);
  await untilReady(thread);
  thread.dispose();
});

test("the thread that ships answers what the page takes", async () => {
  const fsPath = path.join(folder, "shipped");
  await mkdir(fsPath);
  await symlink(path.join(repositoryRoot, "dist"), path.join(fsPath, "dist"));
  const thread = createAheadThread({ fsPath }, times);
  await untilReady(thread);
  const answer = readAheadAnswer(await thread.answer(rehearsalMessages()));
  assert.deepEqual(answer?.outcome.outputShape, [1, 12, 12, 64]);
  assert.ok(new Set(answer?.outcome.maps.values).size > 1000);
  thread.dispose();
});
