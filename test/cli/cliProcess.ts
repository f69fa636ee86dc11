/** Builds the command line as the product does, and runs it as a person would: in its own process. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { runCli } from "../../cli/program.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, for tables of many: no other than the streams differ from a process of its own. */
export async function runHere(...args: readonly string[]): Promise<CliResult> {
  const streams = { stdout: "", stderr: "" };
  const exitCode = await runCli(args, {
    out: (text) => {
      streams.stdout += text;
    },
    err: (text) => {
      streams.stderr += text;
    },
  });
  return { exitCode, ...streams };
}

export interface BuiltCli {
  /** Runs with arguments, from the repository's root; rejects when it is still running after two minutes. */
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** The same from another folder. */
  readonly runIn: (folder: string, ...args: readonly string[]) => Promise<CliResult>;
  /** The same with a script that Node runs first. */
  readonly runAfter: (script: string, ...args: readonly string[]) => Promise<CliResult>;
  /** A folder for files that a test writes. */
  readonly folder: string;
  readonly dispose: () => void;
}

const timeLimit = 120_000;

/** Bundles into a folder of its own, so that test files that run at once do not meet. */
export async function buildCli(): Promise<BuiltCli> {
  const parent = path.join(repositoryRoot, ".build/test-cli");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "cli-"));
  const script = path.join(folder, "cli.js");
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: ["cli/main.ts"],
    bundle: true,
    logLevel: "warning",
    loader: { ".wasm": "binary", ".svg": "text" },
    ...(await productOptions()),
    outfile: script,
  });
  return {
    folder,
    run: (...args) => runNode([script, ...args], repositoryRoot),
    runIn: (cwd, ...args) => runNode([script, ...args], cwd),
    runAfter: (first, ...args) =>
      runNode(["--import", pathToFileURL(first).href, script, ...args], repositoryRoot),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runNode(args: readonly string[], cwd: string): Promise<CliResult> {
  const options = { cwd, timeout: timeLimit, maxBuffer: 1 << 28 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === "number") resolve({ exitCode: error.code, stdout, stderr });
      else reject(new Error(`node ${args.join(" ")} did not end by itself: ${error.message}`));
    });
  });
}

/** The options that the product's own build gives the command line. */
async function productOptions(): Promise<BuildOptions> {
  const file = pathToFileURL(path.join(repositoryRoot, "scripts/build/targets.mjs")).href;
  const { targets }: { targets: readonly { entry: string; options: BuildOptions }[] } = await import(file);
  const target = targets.find(({ entry }) => entry === "cli/main.ts");
  if (target === undefined) throw new Error("scripts/build/targets.mjs builds no command line");
  return target.options;
}
