/** Lines that are being typed and wait for more: `model.` must not take the line below for its own. */
import ts from "typescript";
import { firstFrom } from "../firstFrom.ts";

/** What a line can end in that the next one would go on with: `x =`, `tf.`, `y as`. */
const looseEnd = /(\?\.|\.|=|\bas)[ \t]*(?:\r?\n|$)/g;

interface LooseEnd {
  readonly at: number;
  readonly end: string;
}

/**
 * The text with blanks in place of such ends, where the next line is not set further in, as those of an expression of several lines
 * are; the same text where there is none.
 */
export function withoutLooseEnds(source: ts.SourceFile): string {
  const { text } = source;
  const found: LooseEnd[] = [];
  for (const { index, 0: whole, 1: end = "" } of text.matchAll(looseEnd)) {
    const lineStart = text.lastIndexOf("\n", index - 1) + 1;
    if (indentAt(text, lineStart) < indentBehind(text, index + whole.length)) continue;
    found.push({ at: index, end });
  }
  const nodes = innermostNodes(
    source,
    found.map(({ at }) => at),
  );
  const parts: string[] = [];
  let done = 0;
  for (const [number, { at, end }] of found.entries()) {
    if (!isLoose(nodes[number] ?? source, end)) continue;
    parts.push(text.slice(done, at), " ".repeat(end.length));
    done = at + end.length;
  }
  return done === 0 ? text : parts.join("") + text.slice(done);
}

function indentAt(text: string, lineStart: number): number {
  return /[^ \t]|$/.exec(text.slice(lineStart, lineStart + longestIndent))?.index ?? 0;
}

/** Of the next line that is not empty; -1 at the end. */
function indentBehind(text: string, from: number): number {
  blankLines.lastIndex = from;
  blankLines.exec(text);
  const lineStart = blankLines.lastIndex;
  return lineStart >= text.length ? -1 : indentAt(text, lineStart);
}

const blankLines = /(?:[ \t]*\r?\n)*/y;
const longestIndent = 200;

/** Whether the parser took it for a part of the program: comments, texts and templates may end in anything. */
function isLoose(node: ts.Node, end: string): boolean {
  if (end === "as") return ts.isAsExpression(node);
  if (end === "=") return node.kind === ts.SyntaxKind.EqualsToken || ts.isVariableDeclaration(node);
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isQualifiedName(node) ||
    node.kind === ts.SyntaxKind.QuestionDotToken
  );
}

interface Part {
  readonly node: ts.Node;
  /** Of the offsets, the first in the node and the first behind it. */
  readonly from: number;
  readonly to: number;
}

/** The smallest node at each of the ascending offsets, in one walk; comments before a node belong to none. */
function innermostNodes(source: ts.SourceFile, offsets: readonly number[]): readonly ts.Node[] {
  const innermost: ts.Node[] = offsets.map(() => source);
  const offsetAt = (index: number) => offsets[index];
  const waiting: Part[] = [{ node: source, from: 0, to: offsets.length }];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const { node, to } = part;
    let { from } = part;
    ts.forEachChild(node, (child) => {
      if (from >= to || child.end <= (offsets[from] ?? 0)) return;
      const first = firstFrom({ from, to }, offsetAt, child.getStart(source));
      innermost.fill(node, from, first);
      from = firstFrom({ from: first, to }, offsetAt, child.end);
      if (first < from) waiting.push({ node: child, from: first, to: from });
    });
    innermost.fill(node, from, to);
  }
  return innermost;
}
