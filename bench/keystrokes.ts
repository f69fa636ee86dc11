/**
 * From a keystroke to the refreshed hints of the whole file, over the language server's standard input and output, beside what
 * TypeScript alone takes to parse the file again: `npm run bench -- keystrokes`. Keys come as from one that is held down, and, which
 * nobody does, each as soon as the hints of the one before are there.
 */
import { setTimeout as pause } from "node:timers/promises";
import ts from "typescript";
import type { InlayHint } from "vscode-languageserver-protocol";
import { serverArguments } from "../client/serverArguments.ts";
import { startServerProcess } from "../test/server/lsp/serverProcess.ts";
import { builderProgram, marks } from "./builderProgram.ts";
import { chainModel } from "./chainModel.ts";

/** What a person types behind a mark, and takes back from its end. */
interface Typing {
  readonly behind: string;
  readonly typed: string;
}

interface Workload {
  readonly title: string;
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly typings: readonly Typing[];
  /** Milliseconds of the 99th percentile. */
  readonly goal?: number;
}

const workloads: readonly Workload[] = [
  {
    title: "a builder of 300 lines that makes 100 layers",
    uri: "file:///builder.ts",
    languageId: "typescript",
    text: builderProgram(),
    goal: 30,
    typings: [
      {
        behind: marks.line,
        typed:
          '\n  x = tf.layers.conv2d({ filters: 48, kernelSize: 3, padding: "same" }).apply(x) as SymbolicTensor;',
      },
      { behind: marks.block, typed: " y = tf.layers.leakyReLU({ alpha: 0.1 }).apply(y) as SymbolicTensor;" },
      { behind: marks.table, typed: "\n  { filters: 192, blocks: 3, strides: 1 }," },
      { behind: "{ width = 1", typed: "234" },
    ],
  },
  {
    title: "a Keras model of 500 layers",
    uri: "file:///model.json",
    languageId: "json",
    text: JSON.stringify(JSON.parse(chainModel(500)), null, 2),
    typings: [
      { behind: '"filters": 8', typed: "75" },
      { behind: '"name": "layer_100', typed: "_renamed_in_the_middle" },
      { behind: '"momentum": 0.99', typed: "875" },
    ],
  },
];

/** Milliseconds in which a person looks at what was opened; the server uses them too. */
const beforeTyping = 3000;

/** How the keys follow one another. */
interface Pace {
  readonly title: string;
  /** From one key to the next, at least; a key waits for the hints of the one before in any case. */
  readonly milliseconds: number;
}

/** A key that is held down repeats 30 times a second; no person types faster. */
const heldKey: Pace = { title: "a key held down", milliseconds: 33 };
const noPause: Pace = { title: "without any pause", milliseconds: 0 };

for (const workload of workloads) await report(workload);

async function report(workload: Workload): Promise<void> {
  const { title, text, goal } = workload;
  const texts = keystrokes(workload);
  console.log(`${title}: ${lineCount(text)} lines, ${(text.length / 1e3).toFixed(0)} kB`);
  for (const pace of [heldKey, noPause]) {
    const judged = pace === heldKey ? goal : undefined;
    const own = percentiles(await type(workload, texts, pace));
    line(
      `${texts.length} keystrokes to hints, ${pace.title}`,
      own,
      judged === undefined ? "" : `goal 99 % below ${judged} ms`,
    );
    if (judged !== undefined) {
      const parsed = texts.map((each) => each.text);
      reportParser(parsed, own);
    }
  }
  console.log("");
}

/** Milliseconds from each key to the hints of the whole file, in a server of its own. */
async function type(
  { uri, text, languageId }: Workload,
  texts: readonly Keystroke[],
  { milliseconds }: Pace,
): Promise<number[]> {
  const server = await startServerProcess({
    capabilities: { textDocument: { inlayHint: {} } },
    // As the extension starts it.
    nodeArguments: serverArguments,
  });
  const hintsNow = () =>
    server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } },
    });
  await server.open(uri, text, languageId);
  const first = (await hintsNow()).length;
  await pause(beforeTyping);
  const times: number[] = [];
  for (const [index, { change }] of texts.entries()) {
    const start = performance.now();
    void server.change(uri, index + 2, [change]);
    const hints = (await hintsNow()).length;
    const taken = performance.now() - start;
    // Half a line typed may lose hints, not most of them.
    if (hints < first / 2) throw new Error(`key ${index} left ${hints} of ${first} hints`);
    times.push(taken);
    if (taken < milliseconds) await pause(milliseconds - taken);
  }
  await server.stop();
  return times;
}

function reportParser(texts: readonly string[], own: Percentiles): void {
  const times = texts.map((text) => {
    const start = performance.now();
    ts.createSourceFile("builder.ts", text, ts.ScriptTarget.Latest, true);
    return performance.now() - start;
  });
  const parser = percentiles(times);
  const allowed = 2 * parser.p99 + 10;
  line(
    "TypeScript's parser alone",
    parser,
    `goal 99 % below twice that and 10 ms: ${own.p99.toFixed(1)} of ${allowed.toFixed(1)} ms`,
  );
}

interface Keystroke {
  readonly text: string;
  readonly change: {
    readonly range: { readonly start: Place; readonly end: Place };
    readonly text: string;
  };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** Each typed text letter by letter, then deleted again from its end. */
function keystrokes({ text: original, typings }: Workload): Keystroke[] {
  const strokes: Keystroke[] = [];
  let text = original;
  const put = (offset: number, removed: number, inserted: string) => {
    const change = {
      range: { start: placeIn(text, offset), end: placeIn(text, offset + removed) },
      text: inserted,
    };
    text = text.slice(0, offset) + inserted + text.slice(offset + removed);
    strokes.push({ text, change });
  };
  for (const { behind, typed } of typings) {
    const found = original.indexOf(behind);
    if (found < 0) throw new Error(`no ${behind} in the text`);
    const start = found + behind.length;
    for (const [index, letter] of [...typed].entries()) put(start + index, 0, letter);
    for (let length = typed.length; length > 0; length--) put(start + length - 1, 1, "");
  }
  return strokes;
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: lineCount(before) - 1, character: offset - (before.lastIndexOf("\n") + 1) };
}

function lineCount(text: string): number {
  return text.split("\n").length;
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), worst: at(1) };
}

function line(name: string, { p50, p99, worst }: Percentiles, note: string): void {
  const parts = [p50, p99, worst].map((time) => `${time.toFixed(1).padStart(6)} ms`);
  console.log(`  ${name.padEnd(42)} median ${parts[0]}, 99 % ${parts[1]}, worst ${parts[2]}  ${note}`);
}
