/** A layer in TensorFlow.js code: the object literal that its factory is given. */

import ts from "typescript";
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import { camelCase } from "../parse/camelCase.ts";
import { allLayerFactories, layerFactory } from "../parse/tensorflowjs-code/tensorflow/layerFactories.ts";
import {
  type ArgumentValues,
  inFormOf,
  type LayerText,
  memberEdits,
  type WrittenMember,
} from "./layerText.ts";
import { insertion, type TextEdit } from "./textEdit.ts";

/** `undefined` for a layer that is not made by a call of its factory at this place. */
export function codeLayerText(text: string, node: LayerNode): LayerText | undefined {
  const written = parseFactoryCall(text, node);
  if (!written) return undefined;
  return {
    spell: (argument) => codeKey(node.writtenClass, argument),
    show: (argument, value) => codeValue(inFormOf(value, undefined, argument), argument, '"'),
    withArguments: (set) => argumentEdits(written, node, set),
    withName: (name) => argumentEdits(written, node, { name }),
    withClass: (className) => {
      const factory = factoryOf(className);
      const { classRange } = node;
      return factory && text.slice(classRange.start, classRange.end) === node.writtenClass
        ? [{ range: classRange, text: factory }]
        : undefined;
    },
  };
}

/** A factory call taken out of its file; places in it are `offset` lower than in the file. */
export interface FactoryCall {
  readonly source: ts.SourceFile;
  readonly call: ts.CallExpression;
  readonly offset: number;
}

export function parseFactoryCall(text: string, node: LayerNode): FactoryCall | undefined {
  const { start, end } = node.range;
  // In brackets, so that what starts with a brace or a keyword is an expression too.
  const source = ts.createSourceFile(
    "layer.ts",
    `(${text.slice(start, end)})`,
    ts.ScriptTarget.Latest,
    false,
  );
  const [statement] = source.statements;
  if (!statement || !ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  if (!ts.isParenthesizedExpression(expression) || !ts.isCallExpression(expression.expression))
    return undefined;
  return { source, call: expression.expression, offset: start - 1 };
}

/** TensorFlow.js's name of an argument: `kernelSize`, and `alpha` for the slope of a LeakyReLU. */
export function codeKey(factoryName: string, argument: string): string {
  const renamed = Object.entries(layerFactory(factoryName).renamed ?? {});
  const own = renamed.find(([, keras]) => keras === argument)?.[0];
  return own ?? camelCase(argument);
}

/** The factory that makes a Keras class; `undefined` for a class that TensorFlow.js has no factory of. */
export function factoryOf(className: string): string | undefined {
  return allLayerFactories().find((factory) => factory.className === className)?.name;
}

/** A value as code, texts in the quotes that the file uses. */
export function codeValue(value: ConfigData, argument: string, quote: string): string {
  if (Array.isArray(value)) {
    const list: readonly ConfigData[] = value;
    return `[${list.map((item) => codeValue(item, argument, quote)).join(", ")}]`;
  }
  if (typeof value === "string") {
    const inner = JSON.stringify(tensorflowSpelling(value, argument)).slice(1, -1);
    return quote === '"'
      ? `"${inner}"`
      : `${quote}${inner.replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`)}${quote}`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, inner]) => `${key}: ${codeValue(inner, key, quote)}`);
    return `{ ${members.join(", ")} }`;
  }
  return String(value);
}

/** The quotes of the first text in a piece of code, double ones where it has none. */
export function quoteOf(code: string): string {
  return /["'`]/.exec(code)?.[0]?.replace("`", '"') ?? '"';
}

function argumentEdits(
  { source, call, offset }: FactoryCall,
  node: LayerNode,
  set: ArgumentValues,
): readonly TextEdit[] | undefined {
  const [argument] = call.arguments;
  const object = argument && literalInside(argument);
  if (argument && !object) return undefined;
  const properties = object?.properties ?? [];
  const quote = quoteOf(source.text);
  const replaced = new Map<number, string | null>();
  const added: string[] = [];
  for (const [name, value] of Object.entries(set)) {
    const key = codeKey(node.writtenClass, name);
    const index = lastIndexOf(properties, (property) => keyOf(property) === key);
    const property = properties[index];
    if (!property) {
      // What an object spread into this one holds would come back where the argument is left out.
      if (value === undefined && properties.some(ts.isSpreadAssignment)) return undefined;
      if (value === undefined) continue;
      added.push(`${key}: ${codeValue(inFormOf(value, undefined, name), name, quote)}`);
      continue;
    }
    const literal = ts.isPropertyAssignment(property) ? property.initializer : undefined;
    // What is computed can be left out, and not be written over.
    if (value !== undefined && !(literal && isLiteral(literal))) return undefined;
    // A spread behind it would win over the new value, or bring back the one that was left out.
    if (properties.slice(index).some(ts.isSpreadAssignment)) return undefined;
    const old = literal && ts.isArrayLiteralExpression(literal) ? [] : 0;
    replaced.set(index, value === undefined ? null : codeValue(inFormOf(value, old, name), name, quote));
  }
  if (!object) {
    const at = offset + call.arguments.end;
    return added.length === 0 ? [] : [insertion(at, `{ ${added.join(", ")} }`)];
  }
  const members = properties.map((property): WrittenMember => {
    const value = ts.isPropertyAssignment(property) ? property.initializer : property;
    return {
      start: offset + property.getStart(source),
      valueStart: offset + value.getStart(source),
      valueEnd: offset + property.end,
    };
  });
  const between =
    members.length > 1
      ? source.text.slice((members[0]?.valueEnd ?? 0) - offset, (members[1]?.start ?? 0) - offset)
      : "";
  const inside = offset + object.getStart(source) + 1;
  return memberEdits({
    members,
    replaced,
    added,
    separator: /^\s*,\s*$/.test(between) ? between : ", ",
    empty: inside,
    padding: " ",
  });
}

/** The object literal, whatever types it is given. */
export function literalInside(node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  let inner = node;
  while (ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner) || ts.isParenthesizedExpression(inner))
    inner = inner.expression;
  return ts.isObjectLiteralExpression(inner) ? inner : undefined;
}

export function keyOf(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
}

/** Numbers, texts, booleans, `null`, and lists of them. */
export function isLiteral(node: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (ts.isAsExpression(node)) return isLiteral(node.expression);
  return (
    ts.isNumericLiteral(node) ||
    ts.isStringLiteralLike(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

/** Words that TensorFlow.js writes in camel case. */
function tensorflowSpelling(value: string, argument: string): string {
  if (argument === "data_format" || /_initializer$/.test(argument)) return camelCase(value);
  if (/activation$/.test(argument))
    return /^(?:hard_sigmoid|log_softmax)$/.test(value) ? camelCase(value) : value;
  return value;
}

function lastIndexOf<T>(list: readonly T[], test: (item: T) => boolean): number {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index];
    if (item !== undefined && test(item)) return index;
  }
  return -1;
}
