// Follows the report that the tests inside the extension host write, one JSON line per event.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { buildFolder } from "../root.mjs";

const limit = 5 * 60_000; // milliseconds for the whole suite

/** A new, empty report: its file, and `follow`, which prints it as it grows and resolves to the counts. */
export function newHostReport(suite) {
  const file = path.join(buildFolder, `${suite}-report.jsonl`);
  rmSync(file, { force: true });
  return { file, follow: (stopped) => follow(file, stopped) };
}

/** Reads the file until its last event; `stopped` settles when no more can come. */
async function follow(file, stopped) {
  const counts = { passed: 0, failed: 0 };
  let seen = 0;
  let failure;
  stopped.then(
    () => {
      failure = new Error("VS Code ended before its tests did");
    },
    (error) => {
      failure = error;
    },
  );
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    const failedBefore = failure; // what was written until then is read below
    const events = readEvents(file);
    for (const event of events.slice(seen)) {
      if (event.kind === "end") return counts;
      print(event);
      counts[event.kind]++;
    }
    seen = events.length;
    if (failedBefore) throw failedBefore;
    await after(100);
  }
  throw new Error(`the tests did not end within ${limit / 60_000} minutes`);
}

function readEvents(file) {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return []; // not started yet
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function print({ kind, name, milliseconds, message }) {
  console.log(`${kind === "passed" ? "✔" : "✖"} ${name} (${milliseconds} ms)`);
  if (message) console.log(message.replace(/^/gm, "    "));
}
