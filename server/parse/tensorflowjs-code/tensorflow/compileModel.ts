/** What TensorFlow.js 4.22 throws at `model.compile({...})`: optimizers, losses and metrics that it does not have. */
import type { Problem, ProblemCode, ProblemSeverity } from "../../../../core/graph/problem.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { CallSite } from "../language/callSite.ts";
import { report } from "../language/evaluation.ts";
import { native } from "../language/native.ts";
import { newError, throwIfCaught } from "../language/thrown.ts";
import {
  isKind,
  isUnknown,
  type NativeValue,
  type ObjectValue,
  type Slot,
  type Value,
} from "../language/values.ts";
import { type ModelRecord, modelOutputs } from "./records.ts";

/** `model.compile`, which gives nothing back. */
export function compileCall(model: ModelRecord): NativeValue {
  return native("compile", ([argument], site) => {
    const fault = emptyFault(model, site) ?? faultOf(model, argument?.value, site);
    delete model.uncompiled;
    if (fault) {
      const { code = "invalid-argument", severity = "error", message, range = site.nameRange } = fault;
      report(site.scope.evaluation, code, severity, message, range, fault.remedies);
      throwIfCaught(site.node, newError("Error", message, range), site.scope);
    }
    return undefined;
  });
}

/** `fit` and its kin on a model that nothing compiles, in a file that compiles none. */
export function checkCompiled(model: ModelRecord, key: string, site: CallSite): void {
  const { evaluation } = site.scope;
  if (!isAlone(model, site) || /compile/i.test(evaluation.text)) return;
  const message = `${key} trains or tests "${model.variable ?? model.name}", which nothing compiles: TensorFlow.js throws. Call compile({ optimizer: "adam", loss: ... }) on it before.`;
  report(evaluation, "program-stops", "warning", message, site.nameRange);
  throwIfCaught(site.node, newError("Error", message, site.nameRange), site.scope);
}

/** Whether nothing that is not followed can have changed the model since it was made. */
function isAlone({ uncompiled, id }: ModelRecord, { scope }: CallSite): boolean {
  const { aside, modelsBefore } = scope.evaluation.budget;
  // Between one function that nothing here calls and the next, others may do what they like with the models that are there.
  return uncompiled === true && (aside === 0 || id >= modelsBefore);
}

function emptyFault(model: ModelRecord, site: CallSite): Fault | undefined {
  const { uncertain } = site.scope.evaluation.budget;
  if (model.modelKind !== "sequential" || model.stack.length > 0 || uncertain > 0 || !isAlone(model, site))
    return undefined;
  return {
    code: "program-stops",
    severity: "warning",
    message: `compile finds no layer in "${model.variable ?? model.name}": TensorFlow.js throws. Add the layers before.`,
  };
}

/** What is not known may compile the models that it is given. */
export function mayCompile(args: readonly Slot[]): void {
  for (const { value } of args) if (isKind(value, "model")) delete value.uncompiled;
}

interface Fault {
  readonly code?: ProblemCode;
  readonly severity?: ProblemSeverity;
  readonly message: string;
  /** The name of the method where left out. */
  readonly range?: SourceRange;
  readonly remedies?: Problem["remedies"];
}

/** The first that TensorFlow.js meets. */
function faultOf(model: ModelRecord, config: Value, site: CallSite): Fault | undefined {
  const outputs = modelOutputs(model);
  if (outputs.length === 0 || outputs.some(isUnknown)) return undefined;
  if (config !== undefined && (!isKind(config, "object") || config.rest)) return undefined;
  const given = (key: string): Slot | undefined => {
    const slot = config?.entries.get(key);
    return slot && slot.value !== null && slot.value !== undefined ? slot : undefined;
  };
  if (config?.accessors) return undefined;
  return (
    optimizerFault(given("optimizer"), site) ??
    lossFault(given("loss"), model, site) ??
    metricsFault(given("metrics"), site)
  );
}

function missing(key: string, example: string): Fault {
  return {
    code: "missing-argument",
    message: `compile is given no ${key}: TensorFlow.js throws. Add one, such as ${key}: "${example}".`,
  };
}

function optimizerFault(slot: Slot | undefined, site: CallSite): Fault | undefined {
  if (!slot) return missing("optimizer", "adam");
  const { value, range } = slot;
  if (typeof value === "string") return wordFault("optimizer", value, range, optimizers, site);
  if (typeof value !== "number" && typeof value !== "boolean") return undefined;
  return {
    message: `The optimizer is ${value}, which is none: TensorFlow.js throws. Give a name such as "adam", or what tf.train.adam() makes.`,
    range,
  };
}

function lossFault(slot: Slot | undefined, model: ModelRecord, site: CallSite): Fault | undefined {
  if (!slot) return missing("loss", "meanSquaredError");
  const { value, range } = slot;
  const outputs = modelOutputs(model);
  if (isKind(value, "array")) {
    if (value.rest) return undefined;
    if (value.items.length !== outputs.length)
      return {
        message: `The list of losses has ${value.items.length} entries, and "${model.name}" has ${outputs.length} outputs: TensorFlow.js throws. Give one loss for each output.`,
        range,
      };
    return firstFault(value.items, (item) => wordOf("loss", item, losses, site));
  }
  if (isKind(value, "object")) return namedLossFault(value, outputs, range, site);
  return wordOf("loss", slot, losses, site);
}

/** `{ head: "meanSquaredError" }`: losses by the layers that the outputs come from. */
function namedLossFault(
  { entries, rest, accessors, classOf, kerasClass }: ObjectValue,
  outputs: readonly ReturnType<typeof modelOutputs>[number][],
  range: SourceRange,
  site: CallSite,
): Fault | undefined {
  if (rest || accessors || classOf || kerasClass) return undefined;
  const names = outputs.map((output) => (isUnknown(output) ? "" : output.call.layer.name));
  const strange = [...entries.keys()].find((key) => !names.includes(key));
  if (strange !== undefined)
    return {
      message: `The losses name "${strange}", which is no output of the model: TensorFlow.js throws. Its outputs are ${names.join(", ")}.`,
      range: entries.get(strange)?.range ?? range,
    };
  return firstFault([...entries.values()], (entry) => wordOf("loss", entry, losses, site));
}

/** One metric or a list of them; TensorFlow.js does not look into a list inside, or one by the name of an output. */
function metricsFault(slot: Slot | undefined, site: CallSite): Fault | undefined {
  const list = isKind(slot?.value, "array") ? slot.value.items : slot ? [slot] : [];
  return firstFault(list, (item) => wordOf("metric", item, metrics, site));
}

function firstFault(slots: readonly Slot[], faultIn: (slot: Slot) => Fault | undefined): Fault | undefined {
  for (const slot of slots) {
    const fault = faultIn(slot);
    if (fault) return fault;
  }
  return undefined;
}

function wordOf(
  what: string,
  { value, range }: Slot,
  known: ReadonlySet<string>,
  site: CallSite,
): Fault | undefined {
  return typeof value === "string" ? wordFault(what, value, range, known, site) : undefined;
}

function wordFault(
  what: string,
  word: string,
  range: SourceRange,
  known: ReadonlySet<string>,
  site: CallSite,
): Fault | undefined {
  if (known.has(word)) return undefined;
  const meant = meantBy(word, known);
  const advice = meant === undefined ? `It has ${[...known].join(", ")}.` : `Write "${meant}".`;
  return {
    message: `TensorFlow.js has no ${what} "${word}", and compile throws. ${advice}`,
    range,
    remedies: meant === undefined ? undefined : otherWord(word, meant, range, site),
  };
}

/** Keras writes `mean_squared_error`, `mse` or `Adam`. */
function meantBy(word: string, known: ReadonlySet<string>): string | undefined {
  const plain = (name: string) => name.replaceAll("_", "").toLowerCase();
  const near = (name: string) => [...known].find((each) => plain(each) === plain(name));
  const other = shortNames.find((names) => names.some((name) => plain(name) === plain(word)));
  return near(word) ?? other?.map(near).find((name) => name !== undefined);
}

/** In the place of the word where it stands there in quotes. */
function otherWord(
  word: string,
  meant: string,
  { start, end, uri }: SourceRange,
  { scope: { evaluation } }: CallSite,
): Problem["remedies"] {
  const inner = { start: start + 1, end: end - 1 };
  if (uri !== evaluation.uri || evaluation.text.slice(inner.start, inner.end) !== word) return undefined;
  return [
    {
      kind: "text",
      title: `Write "${meant}"`,
      safe: true,
      range: uri === undefined ? inner : { ...inner, uri },
      text: meant,
    },
  ];
}

const optimizers: ReadonlySet<string> = new Set(
  ["sgd", "adam", "rmsprop", "adagrad", "adadelta", "adamax"].concat(
    "SGD Adam RMSProp Adagrad Adadelta Adamax".split(" "),
  ),
);

const losses: ReadonlySet<string> = new Set([
  ...["meanSquaredError", "meanAbsoluteError", "meanAbsolutePercentageError", "meanSquaredLogarithmicError"],
  ...["squaredHinge", "hinge", "categoricalHinge", "logcosh", "categoricalCrossentropy"],
  ...["sparseCategoricalCrossentropy", "binaryCrossentropy", "kullbackLeiblerDivergence", "poisson"],
  "cosineProximity",
]);

const metrics: ReadonlySet<string> = new Set([
  ...["accuracy", "acc", "crossentropy", "ce", "binaryAccuracy", "categoricalAccuracy", "precision"],
  ...["categoricalCrossentropy", "sparseCategoricalCrossentropy", "mse", "MSE", "mae", "MAE", "mape", "MAPE"],
  "cosine",
]);

/** Names of one thing. */
const shortNames: readonly (readonly string[])[] = [
  ["mse", "meanSquaredError"],
  ["mae", "meanAbsoluteError"],
  ["mape", "meanAbsolutePercentageError"],
  ["msle", "meanSquaredLogarithmicError"],
  ["kld", "klDivergence", "kullbackLeiblerDivergence"],
  ["cosineSimilarity", "cosineProximity", "cosine"],
  ["bce", "binaryCrossentropy"],
];
