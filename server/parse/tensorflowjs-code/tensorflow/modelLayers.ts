/** `model.layers` in the order that TensorFlow.js keeps them in. */
import { isUnknown } from "../language/values.ts";
import {
  type CallRecord,
  type LayerRecord,
  type ModelRecord,
  neededBy,
  type TensorValue,
} from "./records.ts";

/** Of a Sequential as they were added; of a functional model by falling depth, and as met on the way back from the outputs. */
export function layersOfModel(model: ModelRecord): LayerRecord[] {
  if (model.modelKind === "sequential") return [...new Set(model.stack.map((call) => call.layer))];
  const { finished, met } = traverse(model.outputs.flatMap((tensor) => (isUnknown(tensor) ? [] : [tensor])));
  const depthOfCall = new Map<CallRecord, number>();
  const depthOfLayer = new Map<LayerRecord, number>();
  for (const call of finished.reverse()) {
    const depth = Math.max(depthOfCall.get(call) ?? 0, depthOfLayer.get(call.layer) ?? 0);
    depthOfCall.set(call, depth);
    depthOfLayer.set(call.layer, depth);
    for (const input of neededBy(call)) {
      if (isUnknown(input)) continue;
      depthOfCall.set(input.call, Math.max(depth + 1, depthOfCall.get(input.call) ?? 0));
    }
  }
  const order = new Map([...met].map((layer, index) => [layer, index]));
  return [...met].sort(
    (a, b) =>
      (depthOfLayer.get(b) ?? 0) - (depthOfLayer.get(a) ?? 0) || (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
}

/** Depth first from the outputs back, with a stack, since the depth is the program's choice. */
function traverse(outputs: readonly TensorValue[]): { finished: CallRecord[]; met: Set<LayerRecord> } {
  const finished: CallRecord[] = [];
  const met = new Set<LayerRecord>();
  const seen = new Set<CallRecord>();
  for (const output of outputs) {
    if (seen.has(output.call)) continue;
    seen.add(output.call);
    met.add(output.call.layer);
    const stack = [{ call: output.call, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = neededBy(top.call)[top.next++];
      if (input === undefined) {
        finished.push(top.call);
        stack.pop();
      } else if (!isUnknown(input) && !seen.has(input.call)) {
        seen.add(input.call);
        met.add(input.call.layer);
        stack.push({ call: input.call, next: 0 });
      }
    }
  }
  return { finished, met };
}
