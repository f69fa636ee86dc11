/** JSX: an object with what stands in it, so that the functions inside are met. */
import ts from "typescript";
import { evaluate } from "./evaluateExpression.ts";
import { rangeOf } from "./evaluation.ts";
import type { Scope } from "./scope.ts";
import { newArray, newObject, type Slot, type Value } from "./values.ts";

export type Markup = ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment;

export function isMarkup(node: ts.Node): node is Markup {
  return ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node);
}

/** `{props}`, with the children among the props. */
export function evaluateMarkup(node: Markup, scope: Scope): Value {
  const { evaluation } = scope;
  const props = newObject();
  if (!ts.isJsxFragment(node)) {
    const opening = ts.isJsxElement(node) ? node.openingElement : node;
    for (const attribute of opening.attributes.properties) addAttribute(props.entries, attribute, scope);
  }
  const children: Slot[] = [];
  for (const child of ts.isJsxSelfClosingElement(node) ? [] : node.children) {
    const value = isMarkup(child)
      ? evaluate(child, scope)
      : ts.isJsxExpression(child) && child.expression
        ? evaluate(child.expression, scope)
        : undefined;
    if (value !== undefined) children.push({ value, range: rangeOf(evaluation, child) });
  }
  const range = rangeOf(evaluation, node);
  props.entries.set("children", { value: newArray(children), range });
  return newObject([["props", { value: props, range }]]);
}

function addAttribute(entries: Map<string, Slot>, attribute: ts.JsxAttributeLike, scope: Scope): void {
  const range = rangeOf(scope.evaluation, attribute);
  if (ts.isJsxSpreadAttribute(attribute)) {
    evaluate(attribute.expression, scope);
    return;
  }
  const { initializer, name } = attribute;
  const value =
    initializer && ts.isJsxExpression(initializer)
      ? initializer.expression && evaluate(initializer.expression, scope)
      : initializer && ts.isStringLiteral(initializer)
        ? initializer.text
        : true;
  entries.set(ts.isIdentifier(name) ? name.text : name.name.text, { value, range });
}
