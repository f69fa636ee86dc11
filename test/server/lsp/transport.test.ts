// How the program is started: by a parent Node process, as the extension does, and without saying how.
import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import {
  createProtocolConnection,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
} from "vscode-languageserver-protocol/node";
import { serverBundle } from "./serverProcess.ts";

test("a parent Node process talks to it over its channel", async () => {
  const child = fork(await serverBundle(), ["--node-ipc"], { stdio: "pipe" });
  const exit = once(child, "exit");
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  const { serverInfo } = await connection.sendRequest<InitializeResult>("initialize", params);
  assert.equal(serverInfo?.name, "ConvLens");
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  assert.deepEqual([(await exit)[0], printed], [0, ""]);
});

test("without a transport the program says how it is called", async () => {
  const child = spawn(process.execPath, [await serverBundle()], { stdio: "pipe" });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const [code] = await once(child, "close");
  assert.deepEqual([code, printed], [2, ""]);
  assert.match(told, /--stdio/);
});
