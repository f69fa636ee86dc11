/** Lines that are being typed and wait for more: `model.` must not take the line below for its own. */
import ts from "typescript";

/** What a line can end in that the next one would go on with: `x =`, `tf.`, `y as`. */
const looseEnd = /(\?\.|\.|=|\bas)[ \t]*(?:\r?\n|$)/g;

/**
 * The text with blanks in place of such ends, where the next line is not set further in, as those of an expression of several lines
 * are; the same text where there is none.
 */
export function withoutLooseEnds(source: ts.SourceFile): string {
  const { text } = source;
  let mended = text;
  for (const { index, 0: whole, 1: end = "" } of text.matchAll(looseEnd)) {
    const lineStart = text.lastIndexOf("\n", index - 1) + 1;
    if (indentAt(text, lineStart) < indentBehind(text, index + whole.length)) continue;
    if (!isLoose(source, index, end)) continue;
    mended = mended.slice(0, index) + " ".repeat(end.length) + mended.slice(index + end.length);
  }
  return mended;
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
function isLoose(source: ts.SourceFile, offset: number, end: string): boolean {
  const node = innermostAt(source, offset);
  if (end === "as") return ts.isAsExpression(node);
  if (end === "=") return node.kind === ts.SyntaxKind.EqualsToken || ts.isVariableDeclaration(node);
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isQualifiedName(node) ||
    node.kind === ts.SyntaxKind.QuestionDotToken
  );
}

/** Comments before a node belong to none. */
function innermostAt(source: ts.SourceFile, offset: number): ts.Node {
  let node: ts.Node = source;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (child) =>
      child.getStart(source) <= offset && offset < child.end ? child : undefined,
    );
    if (!inner) return node;
    node = inner;
  }
}
