/** Writes another kind of convolution in the place of a layer: the edits, or why the file does not allow them. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import type { SevenKind } from "../../core/layers/convolutionKind.ts";
import { kindVariants } from "../../core/replacement/kinds/kindVariants.ts";
import { isKinded } from "../../core/replacement/kinds/sevenKind.ts";
import { variantGraph } from "../../core/replacement/kinds/variantGraph.ts";
import type { NewLayer } from "../../core/replacement/newLayer.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerByPath, layersOfSameText, type PlacedLayer } from "../analysis/layerWalk.ts";
import { replaceLayer, type TextEdit } from "../edits/index.ts";
import { exchangeOf, longestText } from "./replaceActions.ts";

export interface KindQuery {
  readonly modelIndex: number;
  readonly layerPath: readonly string[];
  readonly kind: SevenKind;
}

export type KindReplacement =
  /** Made together, as one step that can be undone. */
  | { readonly kind: "edits"; readonly edits: readonly TextEdit[] }
  | { readonly kind: "refused"; readonly reason: string };

export function kindReplacement(analysis: Analysis, query: KindQuery): KindReplacement {
  const { modelIndex, layerPath, kind } = query;
  const name = layerPath.at(-1) ?? "";
  const placed = layerByPath(analysis, modelIndex, layerPath);
  if (!placed) return refused(`There is no layer "${name}" in the file any more.`);
  const { node, calls } = placed.layer;
  if (node.origin?.elsewhere) return refused(`"${name}" is written in another file; open that one.`);
  if (analysis.text.length > longestText) return refused("The file is too long to be rewritten.");
  const operation = calls[0]?.inference?.operation;
  if (!isKinded(operation)) return refused(`"${name}" is no convolution whose settings are known.`);
  const variant = kindVariants(node.className, operation).find((each) => each.kind === kind);
  if (variant?.state !== "variant") {
    return refused(variant?.state === "none" ? variant.reason : `"${name}" is of this kind already.`);
  }
  // A loop or a helper makes several layers of one text, which change together.
  const same = layersOfSameText(analysis, placed);
  const exchanges = same.map((each) => exchangeOf(each, variant.layers));
  const [exchange] = exchanges;
  if (!exchange || exchanges.includes(undefined)) {
    const index = exchanges.indexOf(undefined);
    return refused(whyNot(same[index] ?? placed, variant.layers));
  }
  const layers = variant.layers.map((layer) => (layer.keeps ? withoutTheSame(layer, node) : layer));
  const edits = replaceLayer(analysis, placed, { layers, outputs: exchange.after.outputs });
  if (edits) return { kind: "edits", edits };
  const several = layers.length > 1 && calls.length > 1;
  return refused(
    several
      ? `"${name}" is called in ${calls.length} places, where ${layers.length} layers cannot stand in its place.`
      : `The text of "${name}" cannot be changed safely: an argument is computed or spread where a number has to be written.`,
  );
}

/** What is wrong with the layers in a place where they cannot stand. */
function whyNot({ layer, model }: PlacedLayer, layers: readonly NewLayer[]): string {
  const { node, calls } = layer;
  const sizes = calls[0]?.inputs[0] && shapeToNumbers(calls[0].inputs[0]);
  const known = sizes?.map((size, axis) => (axis === 0 ? 1 : size));
  if (known?.every((size) => size !== null)) {
    const { problems } = analyseModel(variantGraph(node, layers, known, model.graph.dialect));
    const problem = problems.find(({ severity, code }) => severity === "error" || code.startsWith("tfjs-"));
    if (problem) return problem.message;
  }
  return `In place of "${node.name}" it would give an output of another shape.`;
}

/** Only what changes is written: what the layer has already, and what it lacks and is to be left out, stays as it is. */
function withoutTheSame(layer: NewLayer, { config }: LayerNode): NewLayer {
  const changes = Object.entries(layer.set).filter(([name, value]) => {
    const old = Object.hasOwn(config, name) ? config[name] : undefined;
    if (old === undefined) return value !== undefined;
    return value === undefined || old.kind !== "constant" || !isSame(old.value, value);
  });
  return { ...layer, set: Object.fromEntries(changes) };
}

/** A list of one number repeated is that number. */
function isSame(old: ConfigData, value: ConfigData): boolean {
  if (typeof old === "number" && Array.isArray(value)) return value.every((item) => item === old);
  return JSON.stringify(old) === JSON.stringify(value);
}

function refused(reason: string): KindReplacement {
  return { kind: "refused", reason };
}
