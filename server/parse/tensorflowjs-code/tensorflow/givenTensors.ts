/** Tensors that a person gives as a list of sizes for a parameter: `x = [56, 56, 64]`. */
import type { CallSite } from "../language/callSite.ts";
import { type ArrayValue, newObject, type Value } from "../language/values.ts";
import { createInput } from "./createModel.ts";

export function isGivenList(list: ArrayValue, { scope }: CallSite): boolean {
  return scope.evaluation.program.givenLists.has(list);
}

/** The tensor of a new input of that shape, the same one each time; `undefined` for a list that nobody gave so. */
export function tensorOfGivenList(list: ArrayValue, site: CallSite): Value {
  const { givenLists } = site.scope.evaluation.program;
  if (!isGivenList(list, site)) return undefined;
  const known = givenLists.get(list);
  if (known) return known;
  const range = list.items[0]?.range ?? site.range;
  const shape = { value: list, range };
  const made = createInput([{ value: newObject([["shape", shape]]), range }], {
    ...site,
    range,
    nameRange: range,
  });
  givenLists.set(list, made);
  return made;
}
