/** Template texts, and functions called with their parts. */
import ts from "typescript";
import { hold, itemsOfText, limits } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import { toText } from "./conversions.ts";
import { evaluate } from "./evaluateExpression.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import type { Scope } from "./scope.ts";
import { isKind, isUnknown, newArray, type Slot, type Value } from "./values.ts";

export function evaluateTemplate(node: ts.TemplateExpression, scope: Scope): Value {
  let text = node.head.text;
  for (const span of node.templateSpans) {
    const part = toText(evaluate(span.expression, scope), span.expression, scope);
    if (isUnknown(part)) return part;
    text += part + span.literal.text;
    if (text.length > limits.textLength)
      return unknownAt(scope.evaluation, node, `is longer than ${limits.textLength} characters`);
  }
  hold(scope.evaluation.budget, itemsOfText(text));
  return text;
}

/** Calls a function with the parts of a template; `String.raw` among others. */
export function evaluateTagged(node: ts.TaggedTemplateExpression, scope: Scope): Value {
  const { template } = node;
  const range = rangeOf(scope.evaluation, template);
  const plain = ts.isNoSubstitutionTemplateLiteral(template);
  const parts = plain ? [template] : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
  const texts: Slot[] = parts.map((part) => ({ value: part.text, range }));
  const raw: Slot[] = parts.map((part) => ({ value: part.rawText ?? part.text, range }));
  const values = plain ? [] : template.templateSpans.map(({ expression }) => expression);
  const args = values.map((value) => ({ value: evaluate(value, scope), range }));
  const tag = evaluate(node.tag, scope);
  const strings = isKind(tag, "native") ? raw : texts;
  const site = { node, scope, range, nameRange: range };
  return callValue(tag, undefined, [{ value: newArray(strings), range }, ...args], site);
}
