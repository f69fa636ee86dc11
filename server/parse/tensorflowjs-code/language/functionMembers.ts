/** Members that every function has: its name, and `call`, `apply` and `bind`. */
import { standInCall } from "../tensorflow/standIn.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { unknownAt } from "./evaluation.ts";
import { itemsOf } from "./iteration.ts";
import { getMember } from "./members.ts";
import type { ClosureValue, FactoryValue, NativeValue, Slot, Value } from "./values.ts";

/** `call`, `apply` and `bind` of functions; `undefined` for anything else. */
export function functionMember(callee: ClosureValue | NativeValue | FactoryValue, key: string): Value {
  switch (key) {
    case "name":
      return callee.kind === "factory" ? callee.factory.name : callee.name;
    case "length":
      return callee.kind === "closure" ? plainParameters(callee) : undefined;
    case "call":
      return {
        kind: "native",
        name: key,
        call: ([self, ...rest], site) => callValue(ofSelf(callee, self, site), self?.value, rest, site),
      };
    case "apply":
      return {
        kind: "native",
        name: key,
        call: ([self, list], site) =>
          uncalledFactory(callee, self, site) ??
          callValue(
            ofSelf(callee, self, site),
            self?.value,
            itemsOf(list?.value, site.node, site.scope) ?? [],
            site,
          ),
      };
    case "bind":
      return {
        kind: "native",
        name: key,
        call: ([self, ...first]) => boundTo(callee, self, first),
      };
    default:
      return undefined;
  }
}

/** `tf.layers.flatten.apply(x)`, whose brackets are still to come, is most likely a tensor. */
function uncalledFactory(
  callee: ClosureValue | NativeValue | FactoryValue,
  self: Slot | undefined,
  site: CallSite,
): Value {
  if (callee.kind !== "factory" || !self) return undefined;
  const why = `applies tf.layers.${callee.factory.name}, which makes a layer once it is called`;
  return standInCall(unknownAt(site.scope.evaluation, site.node, why), "apply", [self], site);
}

/** Parameters before the first that has a default or takes the rest. */
function plainParameters({ node }: ClosureValue): number {
  const index = node.parameters.findIndex(({ initializer, dotDotDotToken }) => initializer ?? dotDotDotToken);
  return index < 0 ? node.parameters.length : index;
}

/** `[].slice` and `Array.prototype.slice` of another list. */
function ofSelf(
  callee: ClosureValue | NativeValue | FactoryValue,
  self: Slot | undefined,
  { node, scope }: CallSite,
): Value {
  const method = callee.kind === "native" && callee.method;
  return method ? getMember(self?.value, callee.name, node, scope) : callee;
}

function boundTo(
  callee: ClosureValue | NativeValue | FactoryValue,
  self: Slot | undefined,
  first: readonly Slot[],
): Value {
  if (callee.kind === "closure")
    return { ...callee, thisValue: self?.value, bound: [...(callee.bound ?? []), ...first] };
  const call: NativeValue["call"] = (args, site) =>
    callValue(ofSelf(callee, self, site), self?.value, [...first, ...args], site);
  return { kind: "native", name: "bound", call };
}
