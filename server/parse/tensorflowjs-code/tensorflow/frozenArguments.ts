/** Layers whose constructors in TensorFlow.js 4.22 write into the object that they are given, and so throw where it is frozen. */
import ts from "typescript";
import type { Problem } from "../../../../core/graph/problem.ts";
import type { CallSite } from "../language/callSite.ts";
import { rangeOf, report } from "../language/evaluation.ts";
import { throwTypeError } from "../language/thrown.ts";
import { isKind, type ObjectValue, type Slot } from "../language/values.ts";
import type { LayerFactory } from "./layerFactories.ts";

/** Tells of a frozen object where the layer needs one that it can write to. */
export function checkFrozen(factory: LayerFactory, argument: Slot | undefined, site: CallSite): void {
  const object = argument?.value;
  if (!isKind(object, "object") || !object.frozen || object.rest) return;
  const key = writtenKey(factory.className, object);
  if (key === undefined) return;
  report(
    site.scope.evaluation,
    "invalid-argument",
    "error",
    `TensorFlow.js writes "${key}" into the object that tf.layers.${factory.name} is given; this one is frozen, and it throws. Give it a copy: { ...options }.`,
    argument?.range ?? site.nameRange,
    copied(site),
  );
  throwTypeError(site.node, `Cannot add property ${key}, object is not extensible`, site.scope);
}

/** The first property that the constructor sets; `undefined` where it sets none. */
function writtenKey(className: string, { entries }: ObjectValue): string | undefined {
  const missing = (key: string) => {
    const value = entries.get(key)?.value;
    return value === undefined || value === null ? key : undefined;
  };
  switch (className) {
    case "InputLayer":
      return missing("batchSize") ?? missing("sparse");
    case "SimpleRNN":
    case "GRU":
    case "LSTM":
      return "cell";
    case "ZeroPadding2D":
      return isKind(entries.get("padding")?.value, "array") ? "padding" : undefined;
    default:
      return /^(?:Max|Average)Pooling\dD$/.test(className) ? missing("poolSize") : undefined;
  }
}

/** The argument in a copy of its own, where it stands in the call. */
function copied({ node, scope }: CallSite): Problem["remedies"] {
  const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  if (!argument || ts.isSpreadElement(argument)) return undefined;
  const range = rangeOf(scope.evaluation, argument);
  return [
    {
      kind: "text",
      title: "Give a copy that is not frozen",
      safe: true,
      range: { ...range, end: range.start },
      text: "{ ...",
      behind: { start: range.end, text: " }" },
    },
  ];
}
