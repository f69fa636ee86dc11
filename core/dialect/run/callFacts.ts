/** What the rows on whole models ask of a call: whether it is recurrent or makes a mask, and what surely runs before it. */
import { argumentValue } from "../argumentValue.ts";
import type { FlatCall } from "./flatCalls.ts";

const recurrentClasses: ReadonlySet<string> = new Set([
  "SimpleRNN",
  "LSTM",
  "GRU",
  "ConvLSTM2D",
  "RNN",
  "Bidirectional",
]);

export function isRecurrent({ node }: FlatCall): boolean {
  return recurrentClasses.has(node.className);
}

export function makesMask({ node }: FlatCall): boolean {
  return (
    node.className === "Masking" ||
    (node.className === "Embedding" && argumentValue(node, "mask_zero") === true)
  );
}

/** An argument of the layer, or of the one inside a Bidirectional. */
export function asksFor({ node }: FlatCall, argument: string): boolean {
  return argumentValue(node.className === "Bidirectional" ? (node.wrapped ?? node) : node, argument) === true;
}

/** The calls that `call` waits for, itself included; of a call in a model inside, those in there. */
export function callsBefore(call: FlatCall): ReadonlySet<FlatCall> {
  const found = new Set([call]);
  for (const each of found)
    for (const source of each.sources) {
      if (source && (!call.inside || source.call.inside === call.inside)) found.add(source.call);
    }
  return found;
}
