/** The arguments of a layer as another program wants them: names, words and values that mean the same there. */
import type { Dialect, LayerNode } from "../../core/graph/modelGraph.ts";
import { type ConfigData, isConfigRecord } from "../../core/graph/paramValue.ts";
import type { Problem } from "../../core/graph/problem.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import { CannotWriteError, type WriteSource } from "./target.ts";

export type Settings = Readonly<Record<string, ConfigData>>;

/** Whose words a setting is in, and whose it gets. */
interface Ways {
  readonly from: Dialect;
  readonly to: Dialect;
}

/** Written apart: the name, the input shape, and what the layer holds. */
const apart: ReadonlySet<string> = new Set(["name", "trainable", "batch_shape", "dtype"]);

/** Arguments of older versions that Keras 3 refuses, and that change no result. */
const outdated: ReadonlySet<string> = new Set([
  "implementation",
  "time_major",
  "ragged",
  "input_dtype",
  "input_length",
  "input_dim",
  "input_shape",
  "batch_input_shape",
  "build_config",
  "fused",
  "virtual_batch_size",
  "adjustment",
  "rank",
  "optional",
  "causal",
]);

/** Settings of a single kernel, which layers of two kernels do not have though files of some versions name them. */
const kernelSettings = /^kernel_(?:initializer|regularizer|constraint)$/;

/**
 * Arguments by Keras 3 names; what TensorFlow.js leaves out of account is left out for Keras, so that it does the same. Throws `CannotWriteError` for an argument whose value is not known.
 */
export function settingsFor(node: LayerNode, to: Dialect, { from, problems }: WriteSource): Settings {
  const instead = from === to ? new Map() : otherValues(node, from, problems);
  const settings: Record<string, ConfigData> = {};
  const known = findLayerSpec(node.className) !== undefined;
  for (const [name, param] of Object.entries(node.config)) {
    if (apart.has(name) || (known && isOutdated(node.className, name))) continue;
    if (param.kind === "notComputable") {
      throw new CannotWriteError(
        `${name} of "${node.name}" is not known (${param.reason}); write it as a number or a constant first.`,
      );
    }
    const value = instead.has(name) ? instead.get(name) : param.value;
    if (value !== undefined && value !== null) settings[name] = inWordsOf({ from, to }, name, value);
  }
  const whole = isGru(node.className) ? withResetAfter(node, settings, from) : settings;
  return to === "tfjs" ? forTensorflowJs(node, whole) : forKeras(node, whole);
}

/**
 * Values in place of the written ones. Towards Keras: what TensorFlow.js works by, `undefined` where it is as if there were
 * none. Towards TensorFlow.js: other words that it understands for the same.
 */
function otherValues(
  node: LayerNode,
  from: Dialect,
  problems: readonly Problem[],
): ReadonlyMap<string, ConfigData | undefined> {
  const wanted =
    from === "tfjs" ? /^tfjs-ignores-argument$/ : /^tfjs-(?:cannot-build|cannot-run|shape-differs)$/;
  const own = problems.filter(
    ({ code, layer, range }) =>
      wanted.test(code) &&
      layer === node.name &&
      node.range.start <= range.start &&
      range.end <= node.range.end,
  );
  const remedies = own.flatMap((problem) => problem.remedies ?? []);
  return new Map(
    remedies.flatMap((each) =>
      each.kind === "arguments" && (each.safe || from === "tfjs") ? Object.entries(each.set) : [],
    ),
  );
}

/** Arguments that many classes take and that change no shape, so that no table of arguments lists them. */
const commonArguments = /_(?:initializer|regularizer|constraint)$|^(?:seed|noise_shape)$/;
const recurrentArguments =
  /^(?:dropout|recurrent_dropout|stateful|unroll|unit_forget_bias|zero_output_for_mask)$/;

/** Classes whose own arguments are not all in a table: those of the file stay. */
const openClasses =
  /^(?:Random|RandAugment|AugMix|MixUp|CutMix|Auto|Equal|Contrast|Solar|Resizing|CategoryEncoding|Discretization|Hash|IntegerLookup|StringLookup|TextVectorization|Normalization|MultiHead|GroupQuery|Attention|AdditiveAttention|ActivityRegularization)/;

/** True for an argument that the class no longer has. */
function isOutdated(className: string, name: string): boolean {
  if (name === "input_dim") return !className.endsWith("Embedding");
  if (outdated.has(name)) return true;
  const depthwise = className.startsWith("DepthwiseConv");
  if (depthwise && name === "filters") return true;
  const twoKernels = depthwise || className.startsWith("SeparableConv");
  if (twoKernels && kernelSettings.test(name)) return true;
  if (openClasses.test(className) || commonArguments.test(name)) return false;
  const spec = findLayerSpec(className);
  if (spec?.category === "recurrent" && recurrentArguments.test(name)) return false;
  return spec?.params.every((param) => param.name !== name) ?? false;
}

/** Names of activations that only one of them has for the same function; everything else is shared. */
function inWordsOf(ways: Ways, name: string, value: ConfigData): ConfigData {
  const { to } = ways;
  if (/activation$/.test(name)) {
    const word = typeof value === "string" ? value : functionName(value);
    if (word === undefined) return value;
    if (to === "tfjs") return word === "silu" ? "swish" : word;
    return word === "swish" ? "silu" : word;
  }
  // TensorFlow.js turns snake case into its own names, and writes LeCun with two capitals.
  if (to === "tfjs" && /_initializer$/.test(name) && typeof value === "string") {
    return value.replace(/^lecun_/, "le_cun_");
  }
  return serialised(value, ways);
}

/** Keras 3 writes a plain function as `{"class_name": "function", "config": "relu"}`. */
function functionName(value: ConfigData): string | undefined {
  const config = isConfigRecord(value) && value.class_name === "function" ? value.config : undefined;
  return typeof config === "string" ? config : undefined;
}

/** Initialisers and regularisers whose class has another name. */
const tensorflowJsClasses: Readonly<Record<string, string>> = {
  LecunNormal: "LeCunNormal",
  LecunUniform: "LeCunUniform",
  L1: "L1L2",
  L2: "L1L2",
  OrthogonalInitializer: "Orthogonal",
  IdentityInitializer: "Identity",
};
const kerasClasses: Readonly<Record<string, string>> = {
  LeCunNormal: "LecunNormal",
  LeCunUniform: "LecunUniform",
  OrthogonalInitializer: "Orthogonal",
  IdentityInitializer: "Identity",
};

/** An object with its class: an initialiser, a regulariser, a constraint, a cell; or a list of such. */
function serialised(value: ConfigData, ways: Ways): ConfigData {
  if (Array.isArray(value)) {
    const list: readonly ConfigData[] = value;
    return list.map((item) => serialised(item, ways));
  }
  if (!isConfigRecord(value) || typeof value.class_name !== "string") return value;
  const { class_name: written, config = {} } = value;
  const { from, to } = ways;
  const className = (to === "tfjs" ? tensorflowJsClasses : kerasClasses)[written] ?? written;
  const module = to === "keras" ? moduleOf(className) : undefined;
  const own = isConfigRecord(config) ? ownSettings(config, ways) : config;
  const kept =
    isConfigRecord(own) && isGru(className)
      ? withResetAfter({ writtenClass: written, config: isConfigRecord(config) ? config : {} }, own, from)
      : own;
  return module === undefined
    ? { class_name: className, config: kept }
    : { module, class_name: className, config: kept, registered_name: null };
}

function moduleOf(className: string): string | undefined {
  if (/^(?:L1|L2|L1L2|OrthogonalRegularizer)$/.test(className)) return "keras.regularizers";
  if (/^(?:MaxNorm|NonNeg|UnitNorm|MinMaxNorm)$/.test(className)) return "keras.constraints";
  const initializer =
    /^(?:Zeros|Ones|Constant|Identity|Orthogonal|VarianceScaling|Random(?:Normal|Uniform)|Truncated\w+|Glorot\w+|He\w+|Lecun\w+)$/;
  if (initializer.test(className)) return "keras.initializers";
  return findLayerSpec(className) ? "keras.layers" : undefined;
}

/** Arguments that TensorFlow.js calls otherwise, and defaults of Keras that it does not share. */
function forTensorflowJs(node: LayerNode, settings: Settings): Settings {
  const { className } = node;
  // It throws for a model that is punished for its activations, which only training would use.
  const { negative_slope: slope, activity_regularizer: _, ...rest } = settings;
  if (className === "LeakyReLU" && slope !== undefined) return { ...rest, alpha: slope };
  if (className === "Softmax") return { ...rest, axis: settings.axis ?? -1 };
  if (className === "UpSampling2D" && typeof settings.size === "number") {
    return { ...rest, size: [settings.size, settings.size] };
  }
  if (className === "Cropping2D" && settings.cropping === undefined) {
    return {
      ...rest,
      cropping: [
        [0, 0],
        [0, 0],
      ],
    };
  }
  return className === "ReLU" && slope !== undefined ? { ...rest, negative_slope: slope } : rest;
}

function isGru(className: string): boolean {
  return className === "GRU" || className === "GRUCell";
}

/** Keras 3 has `reset_after` where nothing is written; TensorFlow.js, and Keras before 2.1, which wrote `implementation`, do not. */
function withResetAfter(
  {
    writtenClass,
    config,
  }: { readonly writtenClass: string; readonly config: Readonly<Record<string, unknown>> },
  settings: Settings,
  from: Dialect,
): Settings {
  if (settings.reset_after !== undefined) return settings;
  const older = from === "tfjs" || Object.hasOwn(config, "implementation");
  return { ...settings, reset_after: writtenClass.startsWith("CuDNN") || !older };
}

/** Keras 3 reads some settings of a file without asking whether they are there, and one axis as a number alone. */
function forKeras({ className }: LayerNode, settings: Settings): Settings {
  const { axis } = settings;
  if (className === "BatchNormalization" && Array.isArray(axis)) {
    const [only = -1]: readonly ConfigData[] = axis;
    return { ...settings, axis: only };
  }
  if (className === "Rescaling") return { offset: 0, ...settings };
  return /^(?:Max|Average)Pooling[123]D$/.test(className) ? { pool_size: 2, ...settings } : settings;
}

/** Without what is not given, and the type of numbers, which Keras 3 no longer takes here. */
function ownSettings(record: { readonly [key: string]: ConfigData }, ways: Ways): Settings {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      value === null || key === "dtype" ? [] : [[key, inWordsOf(ways, key, value)]],
    ),
  );
}
