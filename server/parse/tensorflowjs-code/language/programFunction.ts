/** What a person is told of a function that makes layers: its parameters, where the value of each comes from, and its calls. */
import ts from "typescript";
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import {
  type ParameterKind,
  type ParameterValues,
  type ShownParameter,
  valueText,
} from "../../../../protocol/parameterText.ts";
import { tensorflowParameter } from "../tensorflow/tensorflowModule.ts";
import { type Evaluation, lineEnd } from "./evaluation.ts";
import type { FunctionNode } from "./values.ts";

/** A function that makes layers, for a person to choose what it is shown for. */
export interface ProgramFunction {
  /** `build`, `Encoder.build`; `new Encoder` for a class. */
  readonly name: string;
  readonly range: SourceRange;
  /** The end of the line that its body begins on. */
  readonly anchor: number;
  readonly parameters: readonly ShownParameter[];
  /** In the order of the files; none where nothing calls it. */
  readonly calls: readonly FunctionCall[];
  /** Which of them it is shown for, or that it is shown for values. */
  readonly shown: FunctionCall | "all" | "values";
}

/** A place of the program that calls a function. */
export interface FunctionCall {
  /** As written, on one line; with a number behind it where an earlier call has the same text: `block(x) (2)`. */
  readonly text: string;
  /** One-based. */
  readonly line: number;
  /** Offset in its file. */
  readonly start: number;
  /** Address of the file, where it is not the document itself. */
  readonly uri?: string;
}

/** What the functions of a document are shown for, by their names: values for parameters, or the text of a call. */
export type FunctionChoices = Readonly<Record<string, ParameterValues | string>>;

/** Values for parameters of one function. */
export interface Given {
  readonly typed: ParameterValues;
  /** From the comment before it. */
  readonly noted: ParameterValues;
}

/** One value that is given for a parameter, or for a part of it. */
export interface GivenValue {
  readonly name: string;
  readonly value: ConfigData;
}

/** Where a hint on the function itself stands. */
export function anchorOf(
  node: FunctionNode | ts.ClassLikeDeclaration,
  { text, sourceFile }: Evaluation,
): number {
  const body = "body" in node ? node.body : undefined;
  const block = body && ts.isBlock(body);
  return lineEnd(text, block ? body.getStart(sourceFile) : node.getStart(sourceFile));
}

/** Parameters that take part, `this` and rest parameters left out. */
export function plainParameters(node: FunctionNode): readonly ts.ParameterDeclaration[] {
  return node.parameters.filter(
    ({ name, dotDotDotToken }) => !dotDotDotToken && !(ts.isIdentifier(name) && name.text === "this"),
  );
}

/** The entries of all its parameters. */
export function describeParameters(
  node: FunctionNode,
  given: Given,
  evaluation: Evaluation,
): readonly ShownParameter[] {
  return plainParameters(node).flatMap((parameter) => describeParameter(parameter, node, given, evaluation));
}

/**
 * One entry for a plain parameter; one for each name of a pattern; `options.width` for each property that the function reads
 * of a parameter, or that is given.
 */
export function describeParameter(
  parameter: ts.ParameterDeclaration,
  node: FunctionNode,
  given: Given,
  evaluation: Evaluation,
): readonly ShownParameter[] {
  const { name, initializer } = parameter;
  if (ts.isArrayBindingPattern(name)) return [];
  if (ts.isObjectBindingPattern(name))
    return name.elements.flatMap((element) => {
      const key = element.propertyName ?? element.name;
      if (element.dotDotDotToken || !ts.isIdentifier(key) || tensorflowParameter(key.text)) return [];
      return [entry(key.text, given, element, evaluation)];
    });
  if (tensorflowParameter(name.text)) return [];
  const whole = valueGiven(name.text, given) !== undefined;
  const inner = whole || initializer ? [] : propertiesRead(name.text, node);
  const keys = [...Object.keys(given.noted), ...Object.keys(given.typed)];
  const parts = [...new Set([...inner, ...keys.filter((key) => key.startsWith(`${name.text}.`))])];
  if (parts.length === 0 || whole) return [entry(name.text, given, parameter, evaluation)];
  return parts.map((part) => entry(part, given, {}, evaluation));
}

/** The value that counts; what is typed goes before what the comment says. */
export function valueGiven(name: string, { typed, noted }: Given): GivenValue | undefined {
  const from = [typed, noted].find((values) => Object.hasOwn(values, name));
  const value = from?.[name];
  return value === undefined ? undefined : { name, value };
}

interface Declared {
  readonly initializer?: ts.Expression | undefined;
  readonly type?: ts.TypeNode | undefined;
}

function entry(
  name: string,
  given: Given,
  { initializer, type }: Declared,
  evaluation: Evaluation,
): ShownParameter {
  const kind = kindOf(type, initializer, evaluation);
  const shown = { name, ...(kind ? { kind } : {}) };
  const found = valueGiven(name, given);
  if (found) {
    const from = Object.hasOwn(given.typed, name) ? "typed" : "comment";
    return { ...shown, from, text: valueText(found.value) };
  }
  return initializer
    ? { ...shown, from: "default", text: shortText(initializer, evaluation) }
    : { ...shown, from: "nothing" };
}

/** What kind of value the program wants, by the type or the default that it writes. */
function kindOf(
  type: ts.TypeNode | undefined,
  initializer: ts.Expression | undefined,
  { text }: Evaluation,
): ParameterKind | undefined {
  if (!type) return initializer ? kindOfLiteral(initializer) : undefined;
  if (/Tensor/.test(text.slice(type.pos, type.end))) return "tensor";
  switch (type.kind) {
    case ts.SyntaxKind.NumberKeyword:
      return "number";
    case ts.SyntaxKind.StringKeyword:
      return "text";
    case ts.SyntaxKind.BooleanKeyword:
      return "boolean";
    case ts.SyntaxKind.ArrayType:
    case ts.SyntaxKind.TupleType:
      return "list";
    default:
      return undefined;
  }
}

function kindOfLiteral(node: ts.Expression): ParameterKind | undefined {
  if (ts.isNumericLiteral(node)) return "number";
  if (ts.isStringLiteral(node)) return "text";
  if (ts.isArrayLiteralExpression(node)) return "list";
  return node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword
    ? "boolean"
    : undefined;
}

const longestText = 40;

function shortText(node: ts.Node, { sourceFile, text }: Evaluation): string {
  const start = node.getStart(sourceFile);
  const written = text.slice(start, Math.min(node.end, start + 200)).replace(/\s+/g, " ");
  return written.length > longestText ? `${written.slice(0, longestText - 1)}…` : written;
}

/** Nodes of a function that are looked at, and properties that are told. */
const mostNodes = 5000;
const mostProperties = 12;

const read = new WeakMap<FunctionNode, Map<string, readonly string[]>>();

/** `options.width` and `const { width } = options` in the function, as `options.width`, in the order of the text; found once. */
function propertiesRead(name: string, node: FunctionNode): readonly string[] {
  const known = read.get(node) ?? new Map<string, readonly string[]>();
  read.set(node, known);
  const found = known.get(name) ?? findPropertiesRead(name, node);
  known.set(name, found);
  return found;
}

function findPropertiesRead(name: string, { body }: FunctionNode): readonly string[] {
  const found = new Set<string>();
  const nodes: ts.Node[] = body ? [body] : [];
  const push = (child: ts.Node): void => {
    nodes.push(child);
  };
  for (let count = 0; nodes.length > 0 && count < mostNodes && found.size < mostProperties; count++) {
    const node = nodes.pop() as ts.Node;
    for (const key of propertiesAt(node, name)) found.add(`${name}.${key}`);
    const first = nodes.length;
    ts.forEachChild(node, push);
    reverseFrom(nodes, first);
  }
  return [...found];
}

/** So that the first child is the next to be looked at. */
function reverseFrom(nodes: ts.Node[], first: number): void {
  for (let low = first, high = nodes.length - 1; low < high; low++, high--) {
    const node = nodes[low] as ts.Node;
    nodes[low] = nodes[high] as ts.Node;
    nodes[high] = node;
  }
}

function propertiesAt(node: ts.Node, name: string): readonly string[] {
  const isIt = (of: ts.Expression | undefined) => of && ts.isIdentifier(of) && of.text === name;
  if (ts.isPropertyAccessExpression(node) && isIt(node.expression)) {
    // Of lists, texts and tensors these are no choices of the caller.
    return ts.isIdentifier(node.name) && !ofEveryValue.test(node.name.text) ? [node.name.text] : [];
  }
  if (!ts.isVariableDeclaration(node) || !isIt(node.initializer) || !ts.isObjectBindingPattern(node.name))
    return [];
  return node.name.elements.flatMap((element) => {
    const key = element.propertyName ?? element.name;
    return !element.dotDotDotToken && ts.isIdentifier(key) ? [key.text] : [];
  });
}

const ofEveryValue =
  /^(?:length|shape|rank|dtype|apply|add|layers|inputs?|outputs?|name|slice|concat|map|forEach|reduce|filter|push|pop|at|entries|keys|values|flat|fill|join|includes|indexOf|toString|reverse|getLayer|summary|compile|countParams|trainable)$/;
