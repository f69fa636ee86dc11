/** Puts the tensors of a call in the order that its layer takes them, those given by name included. */

/** Names under which layers take further inputs, in their order: attention's, then first states. */
const inputNames = ["query", "value", "key", "sequences", "inputs", "initial_state"];

/** `named` is in the file's order; names that are no input, such as `mask`, are left out. */
export function orderedInputs<T>(
  positional: readonly T[],
  named: Iterable<readonly [name: string, tensors: readonly T[]]>,
): T[] {
  const byName = new Map(named);
  const further = inputNames.flatMap((name) => byName.get(name) ?? []);
  return [...positional, ...further];
}
