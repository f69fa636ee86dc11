/** Reads a layer's arguments with checks: a wrong value gives one problem at its place and an unresolved result, never an exception. */
import type { LayerNode } from "../graph/modelGraph.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import type { Problem, ProblemCode, ProblemSeverity } from "../graph/problem.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import type { SourceRange } from "../graph/sourceRange.ts";
import { nearestWord } from "./nearestWord.ts";
import type { DataFormat } from "./operation.ts";

/** `undefined` from any reading means: not known, and the reason is among `problems`. */
export interface ConfigReader {
  readonly node: LayerNode;
  readonly problems: Problem[];
  /** The raw value, `undefined` where absent; one that is not computable is told, and leaves the whole layer unknown. */
  readonly data: (name: string) => ConfigData | undefined;
  /** As `data`, for an argument that no size depends on. */
  readonly peek: (name: string) => ConfigData | undefined;
  /** Why the layer cannot be inferred, once `data` was asked for something that is not computable. */
  readonly unsure: () => string | undefined;
  /** Tells that the layer cannot be inferred, for a reason that is no problem of its own. */
  readonly setUnsure: (reason: string) => void;
  /** True when the file gives the argument (even as `null`). */
  readonly has: (name: string) => boolean;
  readonly integer: (name: string, options?: IntegerOptions) => number | undefined;
  readonly number: (name: string, fallback: number) => number | undefined;
  readonly boolean: (name: string, fallback: boolean) => boolean | undefined;
  readonly text: (name: string, fallback: string) => string | undefined;
  /** One of `allowed`; any letter case. */
  readonly choice: <T extends string>(name: string, allowed: readonly T[], fallback: T) => T | undefined;
  /** One integer for all axes, or one an axis. */
  readonly integers: (name: string, length: number, options?: IntegerOptions) => number[] | undefined;
  readonly dataFormat: () => DataFormat | undefined;
  readonly report: (code: ProblemCode, message: string, place?: ProblemPlace) => void;
}

export interface IntegerOptions {
  readonly min?: number;
  /** Used when the file leaves the argument out or gives null; without it, absence is an error. */
  readonly fallback?: number;
}

export interface ProblemPlace {
  readonly param?: string;
  /** Position in a list value. */
  readonly element?: number;
  readonly severity?: ProblemSeverity;
  readonly remedies?: readonly Remedy[];
}

/** Place of an argument's value, or of its element; the class name where the file does not give it. */
export function rangeOf(node: LayerNode, param: string | undefined, element?: number): SourceRange {
  const value = param === undefined || !Object.hasOwn(node.config, param) ? undefined : node.config[param];
  if (!value) return node.classRange;
  if (element !== undefined && value.kind === "constant") return value.elements?.[element] ?? value.range;
  return value.range;
}

export function readConfig(node: LayerNode): ConfigReader {
  const problems: Problem[] = [];
  const report: ConfigReader["report"] = (code, message, place = {}) => {
    problems.push({
      code,
      severity: place.severity ?? "error",
      message,
      range: rangeOf(node, place.param, place.element),
      layer: node.name,
      ...(place.remedies ? { remedies: place.remedies } : {}),
    });
  };
  const value = (name: string) => (Object.hasOwn(node.config, name) ? node.config[name] : undefined);
  /** `undefined`: use the fallback; `null`: a value that is not computable, reported. */
  const constant = (name: string): { readonly value: ConfigData } | "absent" | "notComputable" => {
    const param = value(name);
    if (!param) return "absent";
    if (param.kind === "constant") return param;
    const message = `${name} of "${node.name}" cannot be worked out: ${param.reason}.`;
    if (!problems.some((problem) => problem.message === message))
      report("argument-not-computable", message, { param: name, severity: "information" });
    return "notComputable";
  };
  let unsure: string | undefined;
  const wrong = (
    name: string,
    given: ConfigData,
    wanted: string,
    { element, instead }: { readonly element?: number; readonly instead?: ConfigData | undefined } = {},
  ): undefined => {
    report("invalid-argument", `${name} of "${node.name}" is ${showData(given)}; it must be ${wanted}.`, {
      param: name,
      ...(element === undefined ? {} : { element }),
      ...(instead === undefined ? {} : { remedies: [setting({ [name]: instead })] }),
    });
    return undefined;
  };
  const missing = (name: string): undefined => {
    report("missing-argument", `${node.className} "${node.name}" needs ${name}; add it to the layer.`);
    return undefined;
  };
  const simple = <T>(
    name: string,
    fallback: T,
    accept: (data: ConfigData) => T | undefined,
    wanted: string,
    options: readonly string[] = [],
  ) => {
    const found = constant(name);
    if (found === "notComputable") return undefined;
    if (found === "absent" || found.value === null) return fallback;
    const accepted = accept(found.value);
    if (accepted !== undefined) return accepted;
    const instead = typeof found.value === "string" ? nearestWord(found.value, options) : undefined;
    return wrong(name, found.value, wanted, { instead });
  };
  const isInteger = (data: ConfigData, min: number): data is number =>
    typeof data === "number" && Number.isSafeInteger(data) && data >= min;
  const wantedInteger = (min: number) =>
    min === 1
      ? "a positive integer"
      : min === 0
        ? "an integer of 0 or more"
        : `an integer of at least ${min}`;

  return {
    node,
    problems,
    report,
    has: (name) => value(name) !== undefined,
    data: (name) => {
      const found = constant(name);
      if (found === "notComputable") unsure ??= problems.at(-1)?.message;
      return typeof found === "object" ? found.value : undefined;
    },
    peek: (name) => {
      const param = value(name);
      return param?.kind === "constant" ? param.value : undefined;
    },
    unsure: () => unsure,
    setUnsure: (reason) => {
      unsure ??= reason;
    },
    integer: (name, { min = 1, fallback } = {}) => {
      const found = constant(name);
      if (found === "notComputable") return undefined;
      if (found === "absent" || found.value === null) return fallback ?? missing(name);
      return isInteger(found.value, min) ? found.value : wrong(name, found.value, wantedInteger(min));
    },
    number: (name, fallback) =>
      simple(name, fallback, (data) => (typeof data === "number" ? data : undefined), "a number"),
    boolean: (name, fallback) =>
      simple(name, fallback, (data) => (typeof data === "boolean" ? data : undefined), "true or false"),
    text: (name, fallback) =>
      simple(name, fallback, (data) => (typeof data === "string" ? data : undefined), "a text"),
    choice: (name, allowed, fallback) =>
      simple(
        name,
        fallback,
        (data) =>
          typeof data === "string" ? allowed.find((option) => option === data.toLowerCase()) : undefined,
        `one of ${allowed.map((option) => `"${option}"`).join(", ")}`,
        allowed,
      ),
    integers: (name, length, { min = 1, fallback } = {}) => {
      const found = constant(name);
      if (found === "notComputable") return undefined;
      if (found === "absent" || found.value === null) {
        return fallback === undefined ? missing(name) : new Array<number>(length).fill(fallback);
      }
      const given = found.value;
      if (!Array.isArray(given)) {
        if (isInteger(given, min)) return new Array<number>(length).fill(given);
        const instead = steps.has(name) && typeof given === "number" ? min : undefined;
        return wrong(name, given, `${wantedInteger(min)} or a list of ${length}`, { instead });
      }
      const list = given as readonly ConfigData[];
      if (list.length !== length) {
        return wrong(
          name,
          given,
          length === 1 ? "one integer" : `a list of ${length} integers, one per axis`,
        );
      }
      const bad = list.findIndex((item) => !isInteger(item, min));
      if (bad >= 0) {
        const mended = list.map((item) => (isInteger(item, min) ? item : min));
        const instead = steps.has(name) ? mended : undefined;
        return wrong(name, list[bad] ?? null, wantedInteger(min), { element: bad, instead });
      }
      return list as number[];
    },
    dataFormat: () =>
      simple<DataFormat>(
        "data_format",
        "channels_last",
        (data) => dataFormats.find((format) => format === data),
        `"channels_last" or "channels_first"`,
        dataFormats,
      ),
  };
}

/** Arguments whose smallest value is their default, which is what a wrong one most likely means. */
const steps: ReadonlySet<string> = new Set(["strides", "dilation_rate"]);

const dataFormats: readonly DataFormat[] = ["channels_last", "channels_first"];

/** A value in a message: as JSON, cut where it is long. */
export function showData(data: ConfigData): string {
  const text = JSON.stringify(data) ?? "null";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
