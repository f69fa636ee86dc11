/**
 * What is not known in a program says why: every reason names an expression and its line. The programs of this folder are known
 * from end to end, so here a piece of each is replaced by something that nobody defines, one piece after another.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { type Analysis, analyseDocument } from "../../../../server/analysis/analysis.ts";
import { walkLayers } from "../../../../server/analysis/layerWalk.ts";
import { hoverAt } from "../../../../server/features/hover.ts";
import { inlayHints } from "../../../../server/features/inlayHints.ts";
import { defaultSettings } from "../../../../server/features/settings.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
/** Every so many pieces of a program one is replaced; `EVERY=1` takes each, for some minutes. */
const every = Number(process.env.EVERY ?? 12);
/** There is nothing unknown about these: such layers have no field, and no hint or hover tells of one. */
const absent = new Set(["no layer works on spatial axes"]);

test("every unknown of every program names the expression and its line", (context) => {
  let [variants, withUnknowns, reasons, hints] = [0, 0, 0, 0];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".txt"))) {
    const text = readFileSync(path.join(folder, file), "utf8");
    const name = file.replace(/\.txt$/, "");
    for (const { start, end } of pieces(text, name).filter((_, index) => index % every === 0)) {
      const analysis = analyse(`${text.slice(0, start)}settings.size${text.slice(end)}`, name);
      const where = `${name} without \`${text.slice(start, end)}\` at ${start}`;
      const stated = statedReasons(analysis);
      for (const { reason, of } of stated)
        assert.ok(namesExpression(reason, analysis), `${where}: ${of}: ${reason}`);
      const unknownHints = checkHints(analysis, where);
      variants++;
      reasons += stated.length;
      hints += unknownHints;
      if (unknownHints > 0) withUnknowns++;
    }
  }
  context.diagnostic(
    `${variants} variants, ${withUnknowns} with unknowns: ${reasons} reasons, ${hints} hints with "?"`,
  );
  assert.ok(variants > 300 && withUnknowns > 150 && reasons > 20_000 && hints > 500);
});

/** Numbers, lists, objects and calls: places of what can be replaced by a value. */
function pieces(text: string, name: string): { readonly start: number; readonly end: number }[] {
  const kind = name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, kind);
  const found: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    const value =
      (ts.isNumericLiteral(node) && !ts.isEnumMember(node.parent)) ||
      ts.isArrayLiteralExpression(node) ||
      ts.isObjectLiteralExpression(node) ||
      ts.isCallExpression(node);
    if (value) found.push({ start: node.getStart(source), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function analyse(text: string, name: string): Analysis {
  return analyseDocument({ uri: `file:///${name}`, version: 1, languageId: "typescript", text });
}

/** Every reason in the models, wherever it stands; a count that is a formula of free sizes is no unknown. */
function statedReasons({ models }: Analysis): { readonly reason: string; readonly of: string }[] {
  const reasons: { reason: string; of: string }[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown, of: string): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [key, part] of Object.entries(value)) {
      if (typeof part !== "string") visit(part, key);
      else if (key === "unreadable" || (key === "reason" && !("expression" in value) && !absent.has(part)))
        reasons.push({ reason: part, of });
    }
  };
  visit(models, "models");
  return reasons.filter(({ reason }) => !/^depends on .* free/.test(reason));
}

/** Whether it names a piece of the text and the line that this piece starts on. */
function namesExpression(reason: string, { text, lines }: Analysis): boolean {
  return [...reason.matchAll(/`([^`]+)` \(line (\d+)\)/g)].some(([, quoted = "", line = "1"]) => {
    const start = lines.starts[Number(line) - 1] ?? text.length;
    const end = lines.starts[Number(line)] ?? text.length;
    const at = text
      .slice(start, start + 2000)
      .replace(/\s+/g, " ")
      .indexOf(quoted.replace(/…$/, ""));
    return at >= 0 && at <= end - start;
  });
}

/** How many hints tell of something unknown; the hover behind each says what and where. */
function checkHints(analysis: Analysis, where: string): number {
  const everything = { start: 0, end: analysis.text.length };
  let unknown = 0;
  for (const hint of inlayHints(analysis, everything, defaultSettings.inlayHints)) {
    if (!/\?|at least/.test(hint.label)) continue;
    unknown++;
    assert.ok(
      namesExpression(unescaped(hint.tooltip()), analysis),
      `${where}: ${hint.label}: ${hint.tooltip()}`,
    );
  }
  for (const { layer } of walkLayers(analysis)) {
    if (layer.unknown.length === 0 || layer.node.origin?.elsewhere) continue;
    const hover = hoverAt(analysis, layer.node.classRange.start, defaultSettings);
    assert.ok(hover, where);
  }
  return unknown;
}

/** Markdown's escapes taken away. */
function unescaped(markdown: string): string {
  return markdown.replace(/\\([^\w\s])/g, "$1");
}
