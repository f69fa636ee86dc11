/** Variables that stay without a value. Found once for all of a file, since a program may read one in every round of its loops. */
import ts from "typescript";
import type { Evaluation } from "./evaluation.ts";
import { walkFunctions } from "./functionNodes.ts";
import type { FunctionNode } from "./values.ts";
import { writtenPart } from "./writtenVariables.ts";

/** What a file does with a name. */
interface Uses {
  /** Declarations of a variable without a value. */
  declarations: number;
  /** It is declared as something else as well, or bound by a loop. */
  isBound: boolean;
  /** Functions that assign to it. */
  readonly setters: Set<FunctionNode>;
}

const usesOfFiles = new WeakMap<ts.SourceFile, ReadonlyMap<string, Uses>>();

/** A variable without a value from its one declaration, which no other function than `reader` sets. */
export function isUnsetVariable(
  name: string,
  reader: FunctionNode | undefined,
  { sourceFile }: Evaluation,
): boolean {
  const known = usesOfFiles.get(sourceFile) ?? findUses(sourceFile);
  usesOfFiles.set(sourceFile, known);
  const uses = known.get(name);
  return (
    uses !== undefined &&
    uses.declarations === 1 &&
    !uses.isBound &&
    [...uses.setters].every((setter) => setter === reader)
  );
}

function findUses(file: ts.SourceFile): ReadonlyMap<string, Uses> {
  const found = new Map<string, Uses>();
  const usesOf = (name: string): Uses => {
    const uses = found.get(name) ?? { declarations: 0, isBound: false, setters: new Set() };
    found.set(name, uses);
    return uses;
  };
  walkFunctions(file, (node, inside) => {
    if (ts.isForOfStatement(node) || ts.isForInStatement(node))
      for (const name of namesIn(node.initializer)) usesOf(name).isBound = true;
    const declared = declaredName(node);
    if (declared !== undefined) {
      const uses = usesOf(declared);
      if (ts.isVariableDeclaration(node) && isNothing(node.initializer)) uses.declarations++;
      else uses.isBound = true;
    }
    const target = writtenPart(node);
    if (target && inside) for (const name of namesIn(target)) usesOf(name).setters.add(inside);
  });
  return found;
}

function declaredName(node: ts.Node): string | undefined {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node);
  return declares && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** Left out, `null` or `undefined`. */
export function isNothing(value: ts.Expression | undefined): boolean {
  if (value === undefined || value.kind === ts.SyntaxKind.NullKeyword) return true;
  return ts.isIdentifier(value) && value.text === "undefined";
}

function namesIn(node: ts.Node): readonly string[] {
  const names: string[] = [];
  const waiting = [node];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (ts.isIdentifier(at)) names.push(at.text);
    ts.forEachChild(at, (child) => void waiting.push(child));
  }
  return names;
}
