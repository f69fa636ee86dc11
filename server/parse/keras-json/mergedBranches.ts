/** Lays out a Keras 1 Sequential that starts with a Merge of other models: their layers stand in one graph. */
import type { WrittenCall } from "./inboundNodes.ts";
import type { JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, objectAt } from "./jsonNode.ts";
import { currentClassName } from "./legacyClasses.ts";
import { type ModelParts, modelPartsOf } from "./modelParts.ts";
import { writtenClassOf } from "./readLayer.ts";

export interface MergedBranches {
  /** Layers of all branches, the Merge behind them, then the rest of the chain. */
  readonly layers: readonly JsonNode[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly callsOf: (index: number) => readonly WrittenCall[];
}

/** Undefined for a model that does not start so. */
export function expandMergedBranches(parts: ModelParts): MergedBranches | undefined {
  const [first, ...rest] = parts.layers.items;
  if (first?.kind !== "object" || writtenClassOf(first) !== "Merge") return undefined;
  const branches = arrayAt(objectAt(first, "config"), "layers");
  if (!branches || branches.items.length === 0) return undefined;
  const layers: JsonObject[] = [];
  const sources: number[][] = [];
  const ends: number[] = [];
  for (const branch of branches.items) {
    const model = modelPartsOf(branch);
    const chain = model && currentClassName(model.writtenClass, undefined) === "Sequential";
    const inside = chain ? model.layers.items : [branch];
    let before: number[] = [];
    for (const layer of inside) {
      if (layer.kind !== "object" || !layer.closed) continue;
      sources.push(before);
      before = [layers.push(layer) - 1];
    }
    ends.push(...before);
  }
  let before = ends;
  for (const layer of [first, ...rest]) {
    if (layer.kind !== "object" || !layer.closed) continue;
    sources.push(before);
    before = [layers.push(layer) - 1];
  }
  // Names of branches may repeat, so the calls go by number.
  const numbers = new Map(layers.map((_, index) => [String(index), index] as const));
  return { layers, numbers, callsOf: (index) => callOf(sources[index] ?? [], layers[index]) };
}

function callOf(sources: readonly number[], layer: JsonObject | undefined): readonly WrittenCall[] {
  if (sources.length === 0 || !layer) return [];
  const range = { start: layer.start, end: layer.start };
  const inputs = sources.map((source) => ({
    name: String(source),
    node: 0,
    tensor: 0,
    range,
    shape: undefined,
  }));
  return [{ inputs, keywords: new Map(), settings: new Map(), range, keras3: false }];
}
