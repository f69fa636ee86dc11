// Looks through the logs of VS Code's server and extension hosts for errors that are ours.
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

/** A new entry starts with a date; what follows without one, such as a stack, belongs to it. */
const entryStart = /^(?=\d{4}-\d\d-\d\d |\[(?:Error|Warn|Info|Trace|Debug))/m;

const isError = /\[error\]|^\[Error\b|\b(?:Type|Range|Reference|Syntax)Error\b|unhandled|uncaught/i;

/** Error entries that name ConvLens, or stand in its own log, in files written since `started`. */
export async function ownErrorsInLogs(folder: string, started: Date): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith(".log")).map((name) => path.join(folder, name));
  const found = await Promise.all(files.map((file) => ownErrorsIn(file, started)));
  return found.flat();
}

async function ownErrorsIn(file: string, started: Date): Promise<string[]> {
  const { mtime } = await stat(file);
  if (mtime < started) return [];
  const isOurLog = /convlens/i.test(path.basename(file)) || file.includes("convlens.convlens");
  const entries = (await readFile(file, "utf8")).split(entryStart);
  return entries
    .filter((entry) => isError.test(entry) && (isOurLog || /convlens\.convlens/i.test(entry)))
    .map((entry) => `${path.basename(file)}: ${entry.trim()}`);
}
