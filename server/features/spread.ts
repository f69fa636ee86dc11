/** What several layers of one line have: the same told once, two values side by side, more as a range from least to most. */
import type { Count } from "../../core/cost/count.ts";
import type { LayerAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Shape } from "../../core/shape/shape.ts";
import { distinctTexts, macsText, outputText, parametersText } from "./layerText.ts";
import { formatExact, formatScaled } from "./numbers.ts";

/** `28×28×64`, `28×28×64 | 14×14×128`, `7–28×7–28×64–256`. */
export function outputsSpread(layers: readonly LayerAnalysis[]): string {
  const texts = new Set(layers.map(outputText));
  if (texts.size <= 2) return distinctTexts([...texts]);
  return axesSpread(layers) ?? distinctTexts([...texts]);
}

/** `864 params`, `864 | 1,728 params`, `864–9,248 params`; empty where none has any. */
export function parametersSpread(counts: readonly Count[]): string {
  return countsSpread(counts, { exact: formatExact, unit: "params" });
}

/** `10.8 MMACs`, `1.20 M–10.8 MMACs`; empty where none does any work. */
export function macsSpread(counts: readonly Count[]): string {
  return countsSpread(counts, { exact: formatScaled, unit: "MACs" });
}

/** As above, of layers; what is unknown as a whole is told by `?` alone. */
export function layersSpread(
  layers: readonly LayerAnalysis[],
  what: "parameters" | "macs",
  isTold: (layer: LayerAnalysis) => boolean,
): string {
  const told = layers.filter(isTold);
  const counts = told.map((layer) => layer[what]);
  const spread = what === "parameters" ? parametersSpread(counts) : macsSpread(counts);
  if (spread !== "") return spread;
  const texts = told.map(what === "parameters" ? parametersText : macsText).filter((text) => text !== "");
  return texts.length === 0 ? "" : distinctTexts(texts);
}

/** `undefined` where some size is no number, or the shapes have different ranks. */
function axesSpread(layers: readonly LayerAnalysis[]): string | undefined {
  const shapes = layers.flatMap(({ calls }) => calls.map(({ outputs }) => numbersOf(outputs)));
  const [first] = shapes;
  if (!first) return undefined;
  const axes = first.map((_, axis) => shapes.map((sizes) => sizes?.[axis]));
  const known = axes.map((sizes) => sizes.filter((size) => size !== undefined));
  const same = shapes.every((sizes) => sizes?.length === first.length);
  if (!same || known.some((sizes) => sizes.length !== shapes.length)) return undefined;
  return known.map((sizes) => rangeText(sizes, String)).join("×");
}

/** Sizes without the batch, of a layer with one output. */
function numbersOf(outputs: readonly Shape[]): readonly number[] | undefined {
  const [shape] = outputs;
  if (shape?.kind !== "ranked" || outputs.length > 1) return undefined;
  const sizes = shape.dims.slice(1).flatMap((dim) => (dim.kind === "known" ? [dim.value] : []));
  return sizes.length === shape.dims.length - 1 && sizes.length > 0 ? sizes : undefined;
}

interface CountStyle {
  readonly exact: (value: number, unit?: string) => string;
  readonly unit: string;
}

/** Empty where the counts are not all exact, or all nothing. */
function countsSpread(counts: readonly Count[], { exact, unit }: CountStyle): string {
  const values = counts.flatMap((count) => (count.kind === "exact" ? [count.value] : []));
  if (values.length < counts.length || values.every((value) => value === 0)) return "";
  const some = values.filter((value) => value > 0);
  const distinct = [...new Set(some)];
  const withUnit = (value: number) => (unit === "MACs" ? exact(value, unit) : `${exact(value)} ${unit}`);
  const [a, b] = distinct;
  if (a !== undefined && b !== undefined && distinct.length === 2) return `${exact(a)} | ${withUnit(b)}`;
  const most = Math.max(...some);
  return distinct.length === 1 ? withUnit(most) : `${exact(Math.min(...some))}–${withUnit(most)}`;
}

function rangeText(values: readonly number[], text: (value: number) => string): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? text(least) : `${text(least)}–${text(most)}`;
}
