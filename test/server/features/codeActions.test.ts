// Code actions: which are offered where, which are preferred, all safe repairs at once, and problems taken away by a comment.
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseDocument } from "../../../server/analysis/analysis.ts";
import { applyEdits } from "../../../server/edits/index.ts";
import { codeActions, fixAllKind } from "../../../server/features/codeActions.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { defaultSettings } from "../../../server/features/settings.ts";
import { allRules } from "../../../server/rules/index.ts";
import { analyseFixture, fixturesOf, problemsOf } from "../../rules/readFixtures.ts";

const everything = { only: undefined, commands: true };
const analyse = (text: string, languageId = "typescript") =>
  analyseDocument({
    uri: languageId === "json" ? "file:///m.json" : "file:///m.ts",
    version: 1,
    languageId,
    text,
  });

const program = `import * as tf from "@tensorflow/tfjs";
const m = tf.sequential();
m.add(tf.layers.depthwiseConv2d({ inputShape: [32, 32, 3], kernelSize: 3, dilationRate: 2 }));
  m.add(tf.layers.maxPooling2d({ poolSize: 4 }));
m.add(tf.layers.upSampling2d({ size: 2 as never, interpolation: "nearest" }));
`;

test("repairs stand at their problem, the safe one first and preferred", () => {
  const analysis = analyse(program);
  const at = program.indexOf("dilationRate: 2") + 14;
  const actions = codeActions(analysis, { start: at, end: at }, defaultSettings, everything);
  assert.deepEqual(
    actions.map(({ title, preferred, kind }) => [title, preferred, kind]),
    [
      ["Leave dilationRate out", true, "quickfix"],
      ["Ignore tfjs-ignores-argument on this line", false, "quickfix"],
      ["Switch tfjs-ignores-argument off in the settings", false, "quickfix"],
    ],
  );
  const { command } = actions[2] ?? {};
  assert.deepEqual(command, { name: "convlens.setRuleLevel", arguments: ["tfjs-ignores-argument", "off"] });
  assert.deepEqual(codeActions(analysis, { start: 0, end: 0 }, defaultSettings, everything), []);
});

test("a plain client gets nothing that needs a command", () => {
  const analysis = analyse(program);
  const range = { start: 0, end: program.length };
  const actions = codeActions(analysis, range, defaultSettings, { only: undefined, commands: false });
  assert.ok(actions.length > 0);
  assert.ok(actions.every(({ command, edits }) => command === undefined && edits.length > 0));
});

test("only the kinds that are asked for", () => {
  const analysis = analyse(program);
  const range = { start: 0, end: program.length };
  const kinds = (only: readonly string[]) =>
    new Set(codeActions(analysis, range, defaultSettings, { only, commands: true }).map(({ kind }) => kind));
  assert.deepEqual(kinds(["quickfix"]), new Set(["quickfix"]));
  for (const only of ["source", "source.fixAll", fixAllKind])
    assert.deepEqual(kinds([only]), new Set([fixAllKind]));
  assert.deepEqual(kinds(["refactor.extract"]), new Set());
  assert.deepEqual(kinds(["quick"]), new Set());
});

test("all safe repairs at once: one list of edits, and what has to be looked at stays", () => {
  const analysis = analyse(program);
  const [all, ...more] = codeActions(analysis, { start: 0, end: 0 }, defaultSettings, {
    only: ["source.fixAll"],
    commands: false,
  });
  assert.deepEqual(more, []);
  const text = applyEdits(program, all?.edits ?? []);
  assert.equal(text, program.replace(", dilationRate: 2", "").replace("size: 2 as never", "size: [2, 2]"));
  const left = diagnostics(analyse(text), defaultSettings).map(({ code }) => code);
  assert.deepEqual(left, ["border-not-read"]);
});

test("a file without safe repairs has none to make", () => {
  const analysis = analyse(program.replace(", dilationRate: 2", "").replace("2 as never", "[2, 2]"));
  assert.deepEqual(
    codeActions(analysis, { start: 0, end: 0 }, defaultSettings, { only: [fixAllKind], commands: true }),
    [],
  );
});

test("the comment that an action writes takes the problem away, and no other", () => {
  let count = 0;
  for (const { code } of allRules()) {
    for (const fixture of fixturesOf(code)) {
      if (fixture.kind !== "raises" || fixture.languageId !== "typescript") continue;
      const analysis = analyseFixture(fixture);
      const before = problemsOf(fixture, analysis);
      const problem = before.find((each) => each.code === code);
      assert.ok(problem);
      const actions = codeActions(analysis, problem.range, defaultSettings, everything);
      const ignore = actions.find(({ title }) => title === `Ignore ${code} on this line`);
      // What has no place on a line of its own, or is off by default, is not offered here.
      if (!ignore) continue;
      count++;
      const after = problemsOf(fixture, analyseFixture(fixture, applyEdits(analysis.text, ignore.edits)));
      assert.deepEqual(
        after.map((each) => each.code),
        before.filter((each) => each !== problem).map((each) => each.code),
        fixture.file,
      );
    }
  }
  assert.ok(count > 15, `${count} files`);
});

test("comments: for a line, for the next one, for the file, with several codes and a reason", () => {
  const codesWith = (change: (text: string) => string) =>
    diagnostics(analyse(change(program)), defaultSettings).map(({ code }) => code);
  const all = ["tfjs-ignores-argument", "border-not-read", "tfjs-cannot-run"];
  assert.deepEqual(
    codesWith((text) => text),
    all,
  );
  const behindPool = (comment: string) => (text: string) =>
    text.replace("poolSize: 4 }));", `poolSize: 4 })); ${comment}`);
  assert.deepEqual(codesWith(behindPool("// convlens-disable-line")), [all[0], all[2]]);
  assert.deepEqual(codesWith(behindPool("/* convlens-disable-line border-not-read */")), [all[0], all[2]]);
  assert.deepEqual(codesWith(behindPool("// convlens-disable-line gridding")), all);
  assert.deepEqual(
    codesWith(behindPool("// convlens-disable-next-line tfjs-cannot-run -- on purpose")),
    all.slice(0, 2),
  );
  assert.deepEqual(
    codesWith((text) => `// convlens-disable border-not-read, tfjs-cannot-run\n${text}`),
    [all[0]],
  );
  assert.deepEqual(
    codesWith((text) => `// convlens-disable\n${text}`),
    [],
  );
  assert.deepEqual(
    codesWith((text) => `// convlens-disabled\n${text}`),
    all,
  );
  assert.deepEqual(
    codesWith((text) =>
      text.replaceAll("\n", "\r\n").replace("  m.add", "// convlens-disable-next-line\r\n  m.add"),
    ),
    [all[0], all[2]],
  );
});
