/** The language server as a process of its own, with a plain LSP client on its standard input and output. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build } from "esbuild";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  /** Folder of the workspace; none where absent. */
  readonly rootUri?: string;
  /** Answer to `workspace/configuration`, section `convlens`. */
  readonly settings?: () => unknown;
  /** Arguments of Node itself, such as a limit on its memory. */
  readonly nodeArguments?: readonly string[];
}

export interface ServerProcess {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** Log messages and everything on standard error; a sound run leaves none. */
  readonly logs: readonly string[];
  open(uri: string, text: string, languageId?: string): Promise<void>;
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): Promise<void>;
  /** Resolves once the problems of that version, or a later one, are published. */
  diagnosticsOf(uri: string, version?: number): Promise<readonly Diagnostic[]>;
  /** Shuts down, and gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the server built from the present sources and initialises it. */
export async function startServerProcess(options: ClientOptions = {}): Promise<ServerProcess> {
  const args = [...(options.nodeArguments ?? []), await serverBundle(), "--stdio"];
  const child = spawn(process.execPath, args, { stdio: "pipe" });
  const exit = once(child, "exit");
  const logs = collectErrors(child);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
    logs.push(message);
  });
  connection.onRequest("workspace/configuration", () => [options.settings?.() ?? null]);
  connection.onRequest("client/registerCapability", () => null);
  const published = followDiagnostics(connection);
  connection.listen();
  const initializing = connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: options.rootUri ?? null,
    capabilities: options.capabilities ?? {},
    ...(options.initializationOptions && { initializationOptions: options.initializationOptions }),
  });
  const endedEarly = exit.then(() => Promise.reject(new Error(`the server ended: ${logs.join("")}`)));
  const initialized = await Promise.race([initializing, endedEarly]);
  endedEarly.catch(() => undefined);
  await connection.sendNotification("initialized", {});
  return {
    connection,
    initialized,
    logs,
    diagnosticsOf: published,
    open: (uri, text, languageId = "json") =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId, version: 1, text },
      }),
    change: (uri, version, contentChanges) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges,
      }),
    stop: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const [code] = await exit;
      connection.dispose();
      return typeof code === "number" ? code : null;
    },
  };
}

/** Runs `body` with a server, and asserts that it left no log and ended with code 0. */
export async function withServer(
  options: ClientOptions,
  body: (server: ServerProcess) => Promise<void>,
): Promise<void> {
  const server = await startServerProcess(options);
  let failed = true;
  try {
    await body(server);
    failed = false;
  } finally {
    const code = await server.stop();
    if (!failed) {
      assert.deepEqual(server.logs, []);
      assert.equal(code, 0);
    }
  }
}

/** Path of the program's bundle, made as for the release, once per test process. */
export function serverBundle(): Promise<string> {
  bundle ??= buildServer();
  return bundle;
}

let bundle: Promise<string> | undefined;

async function buildServer(): Promise<string> {
  const listed = pathToFileURL(path.join(repositoryRoot, "scripts/build/targets.mjs")).href;
  const { targets }: { targets: readonly { entry: string; options: BuildOptions }[] } = await import(listed);
  const target = targets.find(({ entry }) => entry === "server/lsp/main.ts");
  assert.ok(target, "the server is no build target");
  // Below the repository, where package.json says that .js is an ES module; one file a process.
  const outfile = path.join(repositoryRoot, `.build/test-server/server-${process.pid}.js`);
  process.once("exit", () => rmSync(outfile, { force: true }));
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: [target.entry],
    outfile,
    bundle: true,
    logLevel: "warning",
    ...target.options,
  });
  return outfile;
}

function collectErrors(child: ChildProcess): string[] {
  const logs: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => logs.push(chunk.toString()));
  return logs;
}

function followDiagnostics(connection: ProtocolConnection): ServerProcess["diagnosticsOf"] {
  const newest = new Map<string, PublishDiagnosticsParams>();
  const waiting = new Set<() => void>();
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    newest.set(params.uri, params);
    for (const check of waiting) check();
  });
  return (uri, version = 1) =>
    new Promise((resolve) => {
      const check = () => {
        const params = newest.get(uri);
        if ((params?.version ?? 0) < version) return;
        waiting.delete(check);
        resolve(params?.diagnostics ?? []);
      };
      waiting.add(check);
      check();
    });
}
