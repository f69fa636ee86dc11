/** Fields of the program's own objects that stay without a value. Found once for all of a file, as its variables are. */
import ts from "typescript";
import type { Evaluation } from "./evaluation.ts";
import { walkFunctions } from "./functionNodes.ts";
import { isNothing } from "./unsetVariables.ts";
import type { FunctionNode } from "./values.ts";
import { writtenPart } from "./writtenVariables.ts";

/** What a file does with the fields of one name. */
interface Uses {
  /** A class declares one with a value, or in a way by which others set it. */
  isGiven: boolean;
  /** Functions that assign to it; `undefined` for the file itself. */
  readonly setters: Set<FunctionNode | undefined>;
}

const usesOfFiles = new WeakMap<ts.SourceFile, ReadonlyMap<string, Uses>>();

/**
 * Whether nothing but code that runs now assigns to fields of that name. What runs is followed in order, so that a field without a
 * value then has none when the program first comes there.
 */
export function isUnsetField(name: string, { sourceFile, running }: Evaluation): boolean {
  const known = usesOfFiles.get(sourceFile) ?? findUses(sourceFile);
  usesOfFiles.set(sourceFile, known);
  const uses = known.get(name);
  if (!uses) return true;
  return (
    !uses.isGiven &&
    [...uses.setters].every((setter) => setter === undefined || running.some(({ node }) => node === setter))
  );
}

function findUses(file: ts.SourceFile): ReadonlyMap<string, Uses> {
  const found = new Map<string, Uses>();
  const usesOf = (name: string): Uses => {
    const uses = found.get(name) ?? { isGiven: false, setters: new Set() };
    found.set(name, uses);
    return uses;
  };
  walkFunctions(file, (node, inside) => {
    const declared = declaredField(node);
    if (declared !== undefined) usesOf(declared).isGiven = true;
    const target = writtenPart(node) ?? loopTarget(node);
    for (const name of target ? fieldsIn(target) : []) usesOf(name).setters.add(inside);
  });
  return found;
}

/** `for (this.model of models)` assigns too. */
function loopTarget(node: ts.Node): ts.Node | undefined {
  return ts.isForOfStatement(node) || ts.isForInStatement(node) ? node.initializer : undefined;
}

/** A field with a value or a decorator, a parameter that is a field, a method, a getter or setter. */
function declaredField(node: ts.Node): string | undefined {
  if (ts.isParameter(node))
    return node.modifiers?.length && ts.isIdentifier(node.name) ? node.name.text : undefined;
  if (!ts.isClassElement(node) || !node.name || ts.isComputedPropertyName(node.name)) return undefined;
  const isBare =
    ts.isPropertyDeclaration(node) && isNothing(node.initializer) && !node.modifiers?.some(ts.isDecorator);
  return isBare ? undefined : node.name.text;
}

/** Every name behind a dot, and every text between brackets. */
function fieldsIn(target: ts.Node): readonly string[] {
  const names: string[] = [];
  const waiting = [target];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (ts.isPropertyAccessExpression(at)) names.push(at.name.text);
    else if (ts.isElementAccessExpression(at) && ts.isStringLiteralLike(at.argumentExpression))
      names.push(at.argumentExpression.text);
    ts.forEachChild(at, (child) => void waiting.push(child));
  }
  return names;
}
