/** Lenses: a model's totals above it, "run" above each layer, and "format" above a model that stands on one long line. */

import { type FreeSizes, freeSizeNames } from "../../core/graph/freeSizes.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import {
  formatModelCommand,
  type RunLayerArgument,
  runLayerCommand,
  setFreeSizesCommand,
  setFunctionCommand,
  showSummaryCommand,
} from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerPathOf, walkLayers } from "../analysis/layerWalk.ts";
import { lineAt, lineLength } from "../analysis/linePositions.ts";
import { isShown } from "../analysis/shownCalls.ts";
import { functionTitle } from "./functionText.ts";
import { totalsText } from "./layerText.ts";
import type { FeatureSettings } from "./settings.ts";

export interface LensText {
  readonly offset: number;
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

/** The settings, and what the editor can carry out. */
export type WantedLenses = FeatureSettings["codeLens"] & {
  readonly format: boolean;
  /** Numbers now put in the place of free sizes; `null` where the editor cannot ask for them. */
  readonly freeSizes: FreeSizes | null;
};

/** A line of a model longer than this is taken for a minified export. */
const longLine = 500;

/** One lens per line and layer; a minified file gets none for its layers, which all stand on one line. */
export function codeLenses(analysis: Analysis, wanted: WantedLenses): readonly LensText[] {
  const lenses: LensText[] = [];
  for (const model of shownModels(analysis)) {
    const { start } = model.graph.range;
    if (start < 0) continue;
    if (wanted.totals) lenses.push(lens(start, totalsText(model), showSummaryCommand, [analysis.uri]));
    const sizes = wanted.freeSizes && freeSizesTitle(freeSizeNames(model.graph), wanted.freeSizes);
    if (sizes) lenses.push(lens(start, sizes, setFreeSizesCommand, [analysis.uri]));
  }
  if (wanted.functions) lenses.push(...functionLenses(analysis));
  const minified = wanted.format ? minifiedOffset(analysis) : undefined;
  if (minified !== undefined) {
    lenses.push(lens(minified, "Format model JSON", formatModelCommand, [analysis.uri]));
  }
  if (wanted.runLayer) lenses.push(...runLenses(analysis));
  return lenses.sort((a, b) => a.offset - b.offset);
}

/** Of the models of one place those that count. */
function shownModels({ models, functions }: Analysis): readonly ModelAnalysis[] {
  return models.filter(
    (model) =>
      isShown(model.graph.origin, functions) ||
      !models.some(
        (other) =>
          other.graph.range.start === model.graph.range.start && isShown(other.graph.origin, functions),
      ),
  );
}

/** Above each function that makes layers and for which there is something to choose. */
function functionLenses({ functions, uri }: Analysis): LensText[] {
  return functions.flatMap((each) => {
    const title = functionTitle(each);
    return title === "" ? [] : [lens(each.range.start, title, setFunctionCommand, [uri, each.name])];
  });
}

/** `Set H, W`, or `H = 512, W = 512` where numbers are put in; empty where no size is free. */
function freeSizesTitle(names: readonly string[], sizes: FreeSizes): string {
  const free = names.filter((name) => !Object.hasOwn(sizes, name));
  const put = names.filter((name) => Object.hasOwn(sizes, name));
  const parts = [
    ...(put.length > 0 ? [put.map((name) => `${name} = ${sizes[name]}`).join(", ")] : []),
    ...(free.length > 0 ? [`Set ${free.join(", ")}`] : []),
  ];
  return parts.join(" · ");
}

function runLenses(analysis: Analysis): LensText[] {
  const lenses: LensText[] = [];
  const lines = new Set<number>();
  for (const placed of walkLayers(analysis)) {
    const { node } = placed.layer;
    if (!canRun(placed.layer) || node.range.start < 0) continue;
    const line = lineAt(analysis.lines, node.range.start);
    if (lines.has(line) || lineLength(analysis.lines, line) > longLine) continue;
    lines.add(line);
    const argument: RunLayerArgument = {
      uri: analysis.uri,
      modelIndex: placed.modelIndex,
      layerPath: layerPathOf(placed),
    };
    lenses.push(lens(node.range.start, "▷ Run on sample", runLayerCommand, [argument]));
  }
  return lenses;
}

/** An input has nothing to run, and nobody knows what an unknown class does. */
function canRun({ node, nested }: LayerAnalysis): boolean {
  if (node.className === "InputLayer") return false;
  return nested !== undefined || findLayerSpec(node.className) !== undefined;
}

/** Where a JSON model whose layers stand on one long line begins; `undefined` for any other. */
function minifiedOffset(analysis: Analysis): number | undefined {
  if (analysis.format === null || analysis.format === "tfjs-code") return undefined;
  // A model written as a JSON string inside JSON cannot be laid out by white space.
  if (analysis.text.trimStart().startsWith('"')) return undefined;
  for (const model of analysis.models) {
    const first = model.layers[0]?.node.range;
    const last = model.layers.at(-1)?.node.range;
    if (!first || !last || model.layers.length < 2) continue;
    const line = lineAt(analysis.lines, first.start);
    const sameLine = line === lineAt(analysis.lines, last.start);
    if (sameLine && lineLength(analysis.lines, line) > longLine) return model.graph.range.start;
  }
  return undefined;
}

function lens(offset: number, title: string, command: string, args: readonly unknown[]): LensText {
  return { offset, title, command, arguments: args };
}
