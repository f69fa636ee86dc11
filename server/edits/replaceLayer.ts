/** Puts one or more layers in the place of one, in JSON and in code. */
import type { NewLayer } from "../../core/replacement/newLayer.ts";
import type { Shape } from "../../core/shape/shape.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { PlacedLayer } from "../analysis/layerWalk.ts";
import { replaceInCode } from "./replaceInCode.ts";
import { replaceInJson } from "./replaceInJson.ts";
import type { TextEdit } from "./textEdit.ts";

export interface LayerExchange {
  readonly layers: readonly NewLayer[];
  /** Output of each of them, batch first. */
  readonly outputs: readonly Shape[];
}

/**
 * The edits, or `undefined` where the text does not allow them: an argument that is computed where a number has to be
 * written, a layer that is called in several places and would become two, a form that is not known. The last layer keeps the
 * old one's name, so that those who take its output find it.
 */
export function replaceLayer(
  analysis: Analysis,
  placed: PlacedLayer,
  exchange: LayerExchange,
): readonly TextEdit[] | undefined {
  const { node } = placed.layer;
  if (exchange.layers.length > 1 && node.calls.length > 1) return undefined;
  return analysis.format === "tfjs-code"
    ? replaceInCode(analysis.text, placed, exchange)
    : replaceInJson(analysis.text, placed, exchange);
}

/** The first of `name_1`, `name_2` ... that no layer of the model has, for each layer but the last. */
export function newNames({ model, layer }: PlacedLayer, count: number): readonly string[] {
  const taken = new Set(model.layers.map(({ node }) => node.name));
  const names: string[] = [];
  for (let number = 1; names.length < count - 1; number++) {
    const name = `${layer.node.name}_${number}`;
    if (!taken.has(name)) names.push(name);
  }
  return [...names, layer.node.name];
}
