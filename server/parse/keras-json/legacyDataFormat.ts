/** Finds the channel order of Keras 1 layers that do not give it: that of the layers around them. */
import type { ParamValue } from "../../../core/graph/paramValue.ts";
import type { JsonObject } from "./jsonNode.ts";
import { memberOf, objectAt, stringAt } from "./jsonNode.ts";
import type { ReadContext } from "./readContext.ts";
import { classRangeOf } from "./readLayer.ts";

/**
 * For each layer the `data_format` of the nearest layer before it that has a `dim_ordering`, else of the first
 * one after it; undefined where the model has none, and so is not of Keras 1. Keras 1 took it from a global
 * setting that the file does not hold, and a model mixes orders only on purpose.
 */
export function neighbourDataFormats(
  layers: readonly JsonObject[],
  context: ReadContext,
): readonly ParamValue[] | undefined {
  const orders = layers.map((layer) => stringAt(objectAt(layer, "config"), "dim_ordering"));
  let order = orders.find((value) => value !== undefined);
  if (order === undefined) return undefined;
  return layers.map((layer, index) => {
    order = orders[index] ?? order;
    const value = order === "th" ? "channels_first" : "channels_last";
    const place = memberOf(objectAt(layer, "config"), "dim_ordering");
    return { kind: "constant", value, range: place ? context.rangeOf(place) : classRangeOf(layer, context) };
  });
}
