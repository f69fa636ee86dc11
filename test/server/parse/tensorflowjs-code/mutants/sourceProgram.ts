/** A program as the changes see it: its text, its tree, and how places of it are replaced. */
import ts from "typescript";
import type { RandomNumbers } from "../../../../support/randomModels.ts";

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface SourceProgram {
  readonly text: string;
  readonly file: ts.SourceFile;
  /** Every node but those of types, in the order of the text. */
  readonly nodes: readonly ts.Node[];
}

/** One change of a program; `undefined` where it has no place in it. */
export type Mutation = (program: SourceProgram, random: RandomNumbers) => readonly Edit[] | undefined;

export function parsed(text: string, fileName: string): SourceProgram {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return { text, file, nodes };
}

export function withEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: by } of [...edits].sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + by + result.slice(end);
  return result;
}

export function pick<T>(list: readonly T[], random: RandomNumbers): T | undefined {
  return list.length === 0 ? undefined : list[random(0, list.length - 1)];
}

export function replace({ file }: SourceProgram, node: ts.Node, text: string): Edit {
  return { start: node.getStart(file), end: node.end, text };
}

export function textOf({ file }: SourceProgram, node: ts.Node): string {
  return node.getText(file);
}
