// A line of a program typed one character at a time over the language server: the hints of the other lines stay.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { InlayHint } from "vscode-languageserver-protocol/node";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { type ServerProcess, withServer } from "./serverProcess.ts";

const programs = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");

/** Programs with the starts of lines that are typed again. */
const typed: Readonly<Record<string, readonly string[]>> = {
  "sequential-digits.ts": [
    "model.add(tf.layers.conv2d({ kernelSize: 5",
    "model.add(tf.layers.dropout",
    "model.add(tf.layers.dense",
  ],
  "unet-skips.ts": [
    ".conv2d({ filters, kernelSize: 3",
    ".apply(x)",
    "x = tf.layers.maxPooling2d",
    "x = tf.layers.concatenate",
    "const mask =",
  ],
  "component.tsx": ["model.add(tf.layers.maxPooling2d", "built.add(tf.layers.dense"],
  "resnet-blocks.js": [
    "y = tf.layers.batchNormalization",
    "shortcut = tf.layers.conv2d",
    "const sum =",
    "x = tf.layers.globalAveragePooling2d",
  ],
  "siamese.js": ["const flatten =", "const both ="],
  "page-tutorial.html": ["model.add(tf.layers.conv2d({ kernelSize: 3", "model.add(tf.layers.flatten"],
};

for (const [file, starts] of Object.entries(typed)) {
  test(`${file}: a layer's line is typed, and the others keep their hints`, () =>
    withServer({}, async (server) => {
      const whole = readFileSync(path.join(programs, `${file}.txt`), "utf8").split("\n");
      for (const start of starts) {
        const line = whole.findIndex((each) => each.trimStart().startsWith(start));
        assert.ok(line >= 0, start);
        await typeLine(server, { file, whole, line });
      }
    }));
}

interface Typing {
  readonly file: string;
  readonly whole: readonly string[];
  /** Number of the line that is typed. */
  readonly line: number;
}

/** Every other line has the hint that it has without the new line, up to one moment, and from then on that of the whole program. */
async function typeLine(server: ServerProcess, { file, whole, line }: Typing): Promise<void> {
  const text = whole[line] ?? "";
  const indent = /^\s*/.exec(text)?.[0] ?? "";
  const lines = whole.map((each, index) => (index === line ? indent : each));
  const uri = await opened(server, `${line}-${file}`, lines);
  const before = await hintsOf(server, uri, lines, line);
  const after = await hintsOf(server, await opened(server, `whole-${line}-${file}`, whole), whole, line);
  const moved = new Set<number>();
  for (let end = indent.length + 1; end <= text.length; end++) {
    const place = { line, character: end - 1 };
    lines[line] = text.slice(0, end);
    await server.change(uri, end, [{ range: { start: place, end: place }, text: text.slice(end - 1, end) }]);
    const now = await hintsOf(server, uri, lines, line);
    const where = (at: number) => `line ${at + 1} of ${file} at "${text.slice(0, end).trim()}"`;
    for (const at of new Set([...before.keys(), ...after.keys(), ...now.keys()])) {
      const label = now.get(at);
      const [old, next] = [before.get(at), after.get(at)];
      if (old === next) assert.equal(label, old, where(at));
      else if (label === next) moved.add(at);
      else {
        assert.equal(label, old, where(at));
        assert.ok(!moved.has(at), `${where(at)} went back`);
      }
    }
  }
  assert.deepEqual(await hintsOf(server, uri, lines, line), after);
}

const languages: Readonly<Record<string, string>> = {
  ts: "typescript",
  tsx: "typescriptreact",
  js: "javascript",
  html: "html",
};

async function opened(server: ServerProcess, name: string, lines: readonly string[]): Promise<string> {
  const uri = `file:///w/${name}`;
  await server.open(uri, lines.join("\n"), languages[name.slice(name.lastIndexOf(".") + 1)]);
  return uri;
}

/** Labels by line, without the reason of what is not known, which may name what is being typed; each stands at the end of its line. */
async function hintsOf(server: ServerProcess, uri: string, lines: readonly string[], skipped: number) {
  const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } },
  });
  const found = new Map<number, string>();
  for (const { position, label } of hints) {
    assert.equal(position.character, lines[position.line]?.length, `a hint within line ${position.line + 1}`);
    if (position.line !== skipped)
      found.set(position.line, `${found.get(position.line) ?? ""}${String(label).replace(/^\? · .*/, "?")}`);
  }
  return found;
}
