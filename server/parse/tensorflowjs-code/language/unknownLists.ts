/** Methods of lists that are not known: what they are given runs once, so that its layers are met. */

import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { runUncertain } from "./uncertain.ts";
import { isKind, isModelPart, type Slot, type Unknown, type Value } from "./values.ts";

const goingThrough: ReadonlySet<string> = new Set([
  "forEach",
  "map",
  "flatMap",
  "filter",
  "find",
  "findIndex",
  "some",
  "every",
  "reduce",
  "reduceRight",
]);

/** What the method gives; `undefined` for one that runs nothing. */
export function throughUnknown(
  key: string | undefined,
  list: Unknown,
  [callback, initial]: readonly Slot[],
  site: CallSite,
): Value {
  const given = callback?.value;
  if (key === undefined || !goingThrough.has(key) || !isKind(given, "closure")) return undefined;
  const { node, range, scope } = site;
  const item = { value: unknownAt(scope.evaluation, node, "goes through a list that is not known"), range };
  let result: Value;
  runUncertain(
    [
      () => {
        const args = key.startsWith("reduce") ? [initial ?? item, item, item] : [item, item];
        result = callValue(given, undefined, args, site);
        return { kind: "normal" };
      },
      () => ({ kind: "normal" }),
    ],
    {
      condition: list.node,
      scope,
      what: "How often this runs depends on",
      assumed: "ConvLens shows it run once.",
    },
  );
  return key.startsWith("reduce") && isModelPart(result) ? result : list;
}
