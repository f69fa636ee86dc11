/**
 * Parses a text by way of the tree of an earlier, nearly equal text of the same file, of which only what has changed is parsed anew:
 * from one keystroke to the next, most of a file stays as it is.
 */
import ts from "typescript";
import { changeBetween } from "../textChange.ts";

export type ParseText = (text: string) => ts.SourceFile | undefined;

interface Tree {
  readonly fileName: string;
  readonly text: string;
  readonly sourceFile: ts.SourceFile;
}

/** Trees of texts that were parsed before, the oldest first. A new tree takes the nodes of an old one over, which is gone then. */
let kept: readonly Tree[] = [];

const mostTrees = 8;
/** UTF-16 units of their texts; the newest is kept whatever its length, since its file is asked for again when its analysis is interrupted. */
const mostText = 600_000;

/**
 * What `work` gives, which parses texts of one file by its argument: the text as it is written, and perhaps some that mend it. Trees
 * of the file that were handed out in an earlier call are not to be used any more.
 */
export function withReparser<T>(
  fileName: string,
  scriptKind: ts.ScriptKind,
  work: (parse: ParseText) => T,
): T {
  const used: Tree[] = [];
  const parse = (text: string): ts.SourceFile | undefined => {
    const again = used.find((tree) => tree.text === text);
    if (again) return again.sourceFile;
    const earlier = takeNearest(fileName, text);
    const sourceFile = (earlier && reparsed(earlier, text)) ?? parseFresh(text, fileName, scriptKind);
    if (sourceFile) used.push({ fileName, text, sourceFile });
    return sourceFile;
  };
  try {
    return work(parse);
  } finally {
    keep(used);
  }
}

/** `undefined` where the nesting is too deep for the parser. */
export function parseFresh(
  text: string,
  fileName: string,
  scriptKind: ts.ScriptKind,
): ts.SourceFile | undefined {
  return unlessTooDeep(() => ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false, scriptKind));
}

function reparsed({ sourceFile, text: before }: Tree, text: string): ts.SourceFile | undefined {
  const { start, removed, inserted } = changeBetween(before, text);
  if (removed === 0 && inserted === 0) return sourceFile;
  const change = { span: { start, length: removed }, newLength: inserted };
  return unlessTooDeep(() => ts.updateSourceFile(sourceFile, text, change));
}

function unlessTooDeep(parse: () => ts.SourceFile): ts.SourceFile | undefined {
  try {
    return parse();
  } catch (error) {
    // The parser recurses on nesting; a file of some thousand brackets uses up its stack and nothing else.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The tree whose text differs least, which is kept no longer. */
function takeNearest(fileName: string, text: string): Tree | undefined {
  let nearest: Tree | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const tree of kept) {
    if (tree.fileName !== fileName) continue;
    const { removed, inserted } = changeBetween(tree.text, text);
    const size = removed + inserted;
    if (size > least) continue;
    nearest = tree;
    least = size;
  }
  kept = kept.filter((tree) => tree !== nearest);
  return nearest;
}

function keep(used: readonly Tree[]): void {
  const all = [...kept, ...used];
  let text = 0;
  let first = all.length;
  while (first > 0 && all.length - first < mostTrees) {
    text += all[first - 1]?.text.length ?? 0;
    if (text > mostText && first < all.length) break;
    first--;
  }
  kept = all.slice(first);
}
