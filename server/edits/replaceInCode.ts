/** Puts layers in the place of one in TensorFlow.js code: more lines of `add`, more items of a list, or calls inside calls. */
import ts from "typescript";
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { NewLayer } from "../../core/replacement/newLayer.ts";
import type { PlacedLayer } from "../analysis/layerWalk.ts";
import { codeKey, codeLayerText, codeValue, factoryOf, quoteOf } from "./codeLayerText.ts";
import { type LayerExchange, newNames } from "./replaceLayer.ts";
import { applyEdits, indentationAt, insertion, lineBreakOf, type TextEdit } from "./textEdit.ts";

export function replaceInCode(
  text: string,
  placed: PlacedLayer,
  { layers }: LayerExchange,
): readonly TextEdit[] | undefined {
  const { node } = placed.layer;
  const names = newNames(placed, layers.length);
  const texts: string[] = [];
  const named = givesName(text, node);
  for (const [index, layer] of layers.entries()) {
    const name = named && index < layers.length - 1 ? names[index] : undefined;
    const written = layer.keeps
      ? keptLayer(text, node, layer, { first: index === 0, name })
      : newLayer(text, node, layer, named ? names[index] : undefined);
    if (written === undefined) return undefined;
    texts.push(written);
  }
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return [{ range: node.range, text: only }];
  return spread(text, node, texts);
}

interface Position {
  readonly first: boolean;
  /** The name of a layer that is not the last, where the old call gives one; the last keeps that. */
  readonly name: string | undefined;
}

/** What tells the shape of a model's input, which only the first of several layers has. */
const inputArguments = {
  input_shape: undefined,
  batch_input_shape: undefined,
  batch_size: undefined,
  input_dim: undefined,
};

/** The call with class and arguments changed. */
function keptLayer(text: string, node: LayerNode, { className, set }: NewLayer, position: Position) {
  const layer = codeLayerText(text, node);
  const renamed = position.name === undefined ? {} : { name: position.name };
  const values = layer?.withArguments({ ...set, ...renamed, ...(position.first ? {} : inputArguments) });
  const classed = className === node.className ? [] : layer?.withClass(className);
  // A factory that was imported by its own name has no other beside it.
  if (!values || !classed || (classed.length > 0 && !hasNamespace(text, node))) return undefined;
  const { start, end } = node.range;
  const edits = [...values, ...classed].map((edit) => ({
    range: { start: edit.range.start - start, end: edit.range.end - start },
    text: edit.text,
  }));
  return applyEdits(text.slice(start, end), edits);
}

function newLayer(
  text: string,
  node: LayerNode,
  { className, set }: NewLayer,
  name: string | undefined,
): string | undefined {
  const factory = factoryOf(className);
  if (!factory || !hasNamespace(text, node)) return undefined;
  const quote = quoteOf(text.slice(node.range.start, node.range.end));
  const members = Object.entries({ ...set, name }).flatMap(([argument, value]) =>
    value === undefined ? [] : [`${codeKey(factory, argument)}: ${codeValue(value, argument, quote)}`],
  );
  const argument = members.length > 0 ? `{ ${members.join(", ")} }` : "";
  return `${text.slice(node.range.start, node.classRange.start)}${factory}(${argument})`;
}

/** `tf.layers.` before the factory's name. */
function hasNamespace(text: string, { range, classRange }: LayerNode): boolean {
  return text.slice(range.start, classRange.start).trimEnd().endsWith(".");
}

function givesName(text: string, { range }: LayerNode): boolean {
  return /\bname\s*:/.test(text.slice(range.start, range.end));
}

/** Several layers where one call stood. */
function spread(text: string, node: LayerNode, texts: readonly string[]): readonly TextEdit[] | undefined {
  const call = findCall(text, node);
  if (!call) return undefined;
  const { source, expression, parent } = call;
  const before = texts.slice(0, -1);
  const last = texts.at(-1) ?? "";
  if (ts.isArrayLiteralExpression(parent)) {
    return [{ range: node.range, text: texts.join(`,${gapAt(text, node.range.start)}`) }];
  }
  if (isApplied(parent, expression)) {
    const [argument, ...more] = parent.parent.arguments;
    if (!argument || more.length > 0 || ts.isArrayLiteralExpression(argument)) return undefined;
    const opened = before
      .map((layer) => `${layer}.apply(`)
      .reverse()
      .join("");
    return [
      { range: node.range, text: last },
      insertion(argument.getStart(source), opened),
      insertion(argument.end, ")".repeat(before.length)),
    ];
  }
  return isAdded(parent, expression) ? addedLines(text, source, parent, texts) : undefined;
}

/** `model.add(layer);` as a statement of its own, once for each layer. */
function addedLines(
  text: string,
  source: ts.SourceFile,
  parent: ts.CallExpression,
  texts: readonly string[],
): readonly TextEdit[] | undefined {
  const statement = parent.parent;
  const [argument] = parent.arguments;
  if (!argument || !ts.isExpressionStatement(statement) || !holdsStatements(statement.parent))
    return undefined;
  const start = statement.getStart(source);
  const head = text.slice(start, argument.getStart(source));
  const tail = text.slice(argument.end, statement.end);
  const lines = texts.map((layer) => `${head}${layer}${tail}`);
  const gap = `${lineBreakOf(text)}${indentationAt(text, start)}`;
  return [{ range: { start, end: statement.end }, text: lines.join(gap) }];
}

function isAdded(parent: ts.Node, expression: ts.Node): parent is ts.CallExpression {
  return (
    ts.isCallExpression(parent) &&
    parent.arguments.length === 1 &&
    parent.arguments[0] === expression &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === "add"
  );
}

type Applied = ts.PropertyAccessExpression & { readonly parent: ts.CallExpression };

/** `layer(...).apply(x)` where `parent` is the access. */
function isApplied(parent: ts.Node, expression: ts.Node): parent is Applied {
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === expression &&
    parent.name.text === "apply" &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

interface FoundCall {
  readonly source: ts.SourceFile;
  readonly expression: ts.CallExpression;
  readonly parent: ts.Node;
}

/** The layer's call in the whole file, whose surroundings say how others can stand beside it. */
function findCall(text: string, { range }: LayerNode): FoundCall | undefined {
  const source = ts.createSourceFile("model.tsx", text, ts.ScriptTarget.Latest, true, scriptKind(text));
  let inner: ts.Node = source;
  for (let next: ts.Node | undefined = source; next; ) {
    inner = next;
    if (ts.isCallExpression(inner) && inner.getStart(source) === range.start && inner.end === range.end) {
      return { source, expression: inner, parent: inner.parent };
    }
    next = ts.forEachChild(inner, (child) =>
      child.getStart(source) <= range.start && range.end <= child.end ? child : undefined,
    );
  }
  return undefined;
}

/** Markup or casts in angle brackets: a file has one or the other. */
function scriptKind(text: string): ts.ScriptKind {
  return /<\/[A-Za-z>]|\/>/.test(text) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

function gapAt(text: string, start: number): string {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return /^\s*$/.test(line) ? `${lineBreakOf(text)}${line}` : " ";
}

/** Elsewhere, as behind an `if` without braces, a second statement would not belong to it. */
function holdsStatements(node: ts.Node): boolean {
  return (
    ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node) || ts.isModuleBlock(node)
  );
}
