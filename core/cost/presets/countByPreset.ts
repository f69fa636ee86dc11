/** Counts a model the way another tool does: every layer, those of nested models too, and the total. */
import type { CallAnalysis, LayerAnalysis, ModelAnalysis } from "../../graph/modelAnalysis.ts";
import { addCounts, type Count, repeatCount, scaleCount, unknownCount } from "../count.ts";
import type { CountingPreset, CountingRule, CountingUnit } from "./countingPreset.ts";
import { type OperationPart, operationParts } from "./operationParts.ts";

export interface LayerPresetCount {
  /** Over all calls. */
  readonly count: Count;
  /** Layers of a nested model, as its first call sees them. */
  readonly nested?: PresetCount;
}

export interface PresetCount {
  readonly unit: CountingUnit;
  readonly total: Count;
  /** One entry for each of the model's layers, in their order. */
  readonly layers: readonly LayerPresetCount[];
}

/** MACs or FLOPs of one example, as the preset's unit says. */
export function countByPreset(analysis: ModelAnalysis, preset: CountingPreset): PresetCount {
  // A nested model stands in several calls; each analysis of it is counted once.
  return countModel(analysis, preset, new Map());
}

type Counted = Map<ModelAnalysis, PresetCount>;

function countModel(analysis: ModelAnalysis, preset: CountingPreset, counted: Counted): PresetCount {
  const known = counted.get(analysis);
  if (known) return known;
  const layers = analysis.layers.map((layer) => countLayer(layer, preset, counted));
  const total = addCounts(layers.map((layer) => layer.count));
  const result = { unit: preset.unit, total, layers };
  counted.set(analysis, result);
  return result;
}

function countLayer(layer: LayerAnalysis, preset: CountingPreset, counted: Counted): LayerPresetCount {
  if (layer.calls.length === 0) {
    return { count: unknownCount("it is not connected to an input of the model") };
  }
  const count = addCounts(layer.calls.map((call) => countCall(layer, call, preset, counted)));
  return layer.nested ? { count, nested: countModel(layer.nested, preset, counted) } : { count };
}

function countCall(
  layer: LayerAnalysis,
  call: CallAnalysis,
  preset: CountingPreset,
  counted: Counted,
): Count {
  const { inference, nested } = call;
  if (nested) {
    const unranked = call.inputs.find((shape) => shape.kind === "unranked");
    if (unranked?.kind === "unranked") return unknownCount(unranked.reason);
    const { total } = countModel(nested, preset, counted);
    return inference ? timesSteps(total, call) : total;
  }
  const unknown = inference?.unknown.find((entry) => entry.what === "macs");
  if (!inference || unknown) return unknownCount(unknown?.reason ?? "what the layer does is not known");
  return addCounts(
    operationParts(layer.node, call, inference).map((part) => countPart(part, preset, layer.node.className)),
  );
}

function countPart(part: OperationPart, preset: CountingPreset, className: string): Count {
  const rule = preset.rules[part.category].find((candidate) => fits(candidate, part));
  if (!rule) {
    const what = part.variant || className;
    return unknownCount(`${preset.name} has no rule that is known here for ${what}`);
  }
  if (rule.unknown !== undefined) return unknownCount(rule.unknown);
  return addCounts(
    rule.terms.map(({ factor, of }) =>
      scaleCount(part.quantities[of] ?? unknownCount(`${of} of ${className} is not known`), factor),
    ),
  );
}

function fits(rule: CountingRule, part: OperationPart): boolean {
  return (rule.only?.includes(part.variant) ?? true) && (rule.ranks?.includes(part.rank) ?? true);
}

/** A wrapper runs the model inside once a step. */
function timesSteps(total: Count, call: CallAnalysis): Count {
  const [input] = call.inputs;
  const steps = input?.kind === "ranked" ? input.dims[1] : undefined;
  const reason = "depends on the number of steps, which is free";
  return steps ? repeatCount(total, steps, reason) : unknownCount(reason);
}
