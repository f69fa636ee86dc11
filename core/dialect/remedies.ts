/** What mends a departure, by row: values with which TensorFlow.js and Keras agree, or with which TensorFlow.js runs. */
import type { ConfigData } from "../graph/paramValue.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import type { LayerInference } from "../layers/layerInference.ts";
import type { LayerCallContext } from "../layers/layerSpec.ts";
import { dimToNumber } from "../shape/dim.ts";
import { argumentNumbers, argumentValue, rankedInput } from "./argumentValue.ts";
import type { ReplacedPart, Replacement } from "./departure.ts";

/** Of an argument that TensorFlow.js ignores: what it works by, so that the file says what happens. */
export function replacementRemedies(row: Replacement, part: ReplacedPart): readonly Remedy[] {
  if (row.id === "causal-padding") return [setting({ padding: "same" })];
  if (row.code !== "tfjs-ignores-argument" || part.inputs) return [];
  // Weights trained with groups do not fit the layer without them.
  const safe = row.severity !== "error";
  return [{ kind: "arguments", safe, set: { [part.argument]: part.instead } }];
}

/** Of a layer that TensorFlow.js refuses, cannot run, or declares otherwise; none where there is no obvious value. */
export function findingRemedies(
  id: string,
  call: LayerCallContext,
  argument: string | undefined,
  { outputs: [output] }: LayerInference,
): readonly Remedy[] {
  const { node, inputs } = call;
  const value = (name: string) => argumentValue(node, name);
  switch (id) {
    case "stride-with-dilation":
      return [
        setting({ dilation_rate: argumentNumbers(node, "dilation_rate").map(() => 1) }),
        setting({ strides: argumentNumbers(node, "strides").map(() => 1) }),
      ];
    case "separable-channels-first-bias":
      return [setting({ use_bias: false })];
    case "separable-kernel-keys":
      return argument === undefined ? [] : [same({ [argument]: undefined })];
    case "words-in-upper-case":
      return argument === undefined ? [] : [same({ [argument]: String(value(argument)).toLowerCase() })];
    case "activation-unknown":
      return argument !== undefined && value(argument) === "silu" ? [same({ [argument]: "swish" })] : [];
    case "elu-alpha":
      return [setting({ alpha: 1 })];
    case "softmax-axis":
      return [setting({ axis: -1 })];
    case "interpolation":
      return [interpolationRemedy(value("interpolation"))];
    case "gru-reset-after":
      return [setting({ reset_after: false })];
    case "concatenate-negative-axis": {
      const rank = rankedInput(inputs)?.dims.length ?? 0;
      return argumentNumbers(node, "axis").map((axis) => same({ axis: axis + rank }));
    }
    case "reshape-open-size": {
      const sizes = output?.kind === "ranked" ? output.dims.slice(1).map(dimToNumber) : [];
      return sizes.length > 0 && !sizes.includes(null) ? [same({ target_shape: sizes })] : [];
    }
    case "normalisation-axis-list":
      return argumentNumbers(node, "axis").map((axis) => same({ axis }));
    case "cropping-left-out":
      return [same({ cropping: bothAxes([0, 0]) })];
    case "borders-mixed":
      return argument === undefined ? [] : [same({ [argument]: pairs(value(argument)) })];
    case "upsampling-size":
      return [same({ size: bothAxes(value("size") ?? 2) })];
    default:
      return [];
  }
}

function interpolationRemedy(written: ConfigData | undefined): Remedy {
  const word = typeof written === "string" ? written.toLowerCase() : "";
  if (word === "nearest" || word === "bilinear") return same({ interpolation: word });
  return setting({ interpolation: "bilinear" });
}

/** Other words for the same. */
function same(set: Readonly<Record<string, ConfigData | undefined>>): Remedy {
  return { kind: "arguments", safe: true, set };
}

function bothAxes(value: ConfigData): ConfigData {
  return [value, value];
}

function pairs(value: ConfigData | undefined): ConfigData {
  const list: readonly ConfigData[] = Array.isArray(value) ? value : [];
  return list.map((item) => (typeof item === "number" ? bothAxes(item) : item));
}
