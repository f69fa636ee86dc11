/** A tree that is made out of an earlier one is the tree that the parser makes of the text alone, errors included. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import {
  type ParseText,
  parseFresh,
  withReparser,
} from "../../../../server/parse/tensorflowjs-code/reparse.ts";
import { editedText } from "../../../support/editedText.ts";
import { randomNumbers } from "../../../support/randomModels.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const programs = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.includes(".html"))
  .map(({ name }) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));
const editsOfEach = 15;

test("series of edits give the trees of their texts", () => {
  const random = randomNumbers(23);
  let texts = 0;
  let taken = 0;
  for (const { name, text: written } of programs) {
    let text = written;
    let last: ReadonlySet<ts.Node> = new Set();
    for (let count = 0; count < editsOfEach; count++) {
      const tree = withReparser(`/${name}`, ts.ScriptKind.TSX, (parse) => parse(text));
      assert.deepEqual(outline(tree), outline(parseFresh(text, `/${name}`, ts.ScriptKind.TSX)), text);
      const now = new Set(tree?.statements);
      for (const node of now) if (last.has(node)) taken++;
      last = now;
      texts++;
      text = editedText(text, random);
    }
  }
  assert.ok(texts >= 900, `${texts} texts`);
  assert.ok(taken >= 3 * texts, `${taken} statements are taken over`);
});

test("trees of one call stay whole beside one another, and the next text is made out of the nearest", () => {
  const broken = "const a = 1;\nconst b = [\nconst c = f(3);\n";
  const mended = "const a = 1;\n           \nconst c = f(3);\n";
  const both = (parse: ParseText) => [parse(broken), parse(mended)] as const;
  const [first, second] = withReparser("/pair.ts", ts.ScriptKind.TS, both);
  assert.deepEqual(outline(first), outline(parseFresh(broken, "/pair.ts", ts.ScriptKind.TS)));
  assert.deepEqual(outline(second), outline(parseFresh(mended, "/pair.ts", ts.ScriptKind.TS)));
  const more = mended.replace("3", "34");
  const third = withReparser("/pair.ts", ts.ScriptKind.TS, (parse) => parse(more));
  assert.deepEqual(outline(third), outline(parseFresh(more, "/pair.ts", ts.ScriptKind.TS)));
  assert.equal(third?.statements[0], second?.statements[0]);
  // The other tree of the first call is still there, and whole.
  const fourth = withReparser("/pair.ts", ts.ScriptKind.TS, (parse) => parse(broken));
  assert.equal(fourth, first);
  assert.deepEqual(outline(fourth), outline(parseFresh(broken, "/pair.ts", ts.ScriptKind.TS)));
});

test("a file of another name has trees of its own", () => {
  const text = "const net = tf.sequential();\n";
  const parse = (name: string) => withReparser(name, ts.ScriptKind.TS, (each) => each(text));
  assert.notEqual(parse("/one.ts"), parse("/other.ts"));
  assert.equal(parse("/one.ts"), parse("/one.ts"));
});

/** Kinds and places of all nodes in order, what names and literals say, and the places of the errors. */
function outline(source: ts.SourceFile | undefined): readonly string[] {
  assert.ok(source);
  const lines: string[] = [source.text];
  const visit = (node: ts.Node): void => {
    const said = ts.isIdentifier(node) || ts.isLiteralExpression(node) ? node.text : "";
    lines.push(`${node.kind} ${node.pos} ${node.getStart(source)} ${node.end} ${said}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const errors: unknown = Reflect.get(source, "parseDiagnostics");
  assert.ok(Array.isArray(errors));
  for (const error of errors)
    lines.push(`error ${Reflect.get(error, "start")} ${Reflect.get(error, "code")}`);
  return lines;
}
