/** Reads a layer's arguments with checks: a wrong value gives one problem at its place and an unresolved result, never an exception. */
import type { LayerNode } from "../graph/modelGraph.ts";
import type { ConfigData, ParamValue } from "../graph/paramValue.ts";
import type { Problem, ProblemCode, ProblemSeverity } from "../graph/problem.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import type { SourceRange } from "../graph/sourceRange.ts";
import { nearestWord } from "./nearestWord.ts";
import type { DataFormat } from "./operation.ts";

/** `undefined` from any reading means: not known, and the reason is among `problems`. Its functions are called on it alone. */
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
  return new NodeReader(node);
}

/** A class, since one is made for each call of each layer, and closures for all that it can read would cost more than the reading. */
class NodeReader implements ConfigReader {
  readonly node: LayerNode;
  readonly problems: Problem[] = [];
  /** Why the layer cannot be inferred. */
  private reason: string | undefined;

  constructor(node: LayerNode) {
    this.node = node;
  }

  report(
    code: ProblemCode,
    message: string,
    { param, element, severity, remedies }: ProblemPlace = {},
  ): void {
    this.problems.push({
      code,
      severity: severity ?? "error",
      message,
      range: rangeOf(this.node, param, element),
      layer: this.node.name,
      ...(remedies ? { remedies } : {}),
    });
  }

  has(name: string): boolean {
    return this.param(name) !== undefined;
  }

  data(name: string): ConfigData | undefined {
    const found = this.constant(name);
    if (found === "notComputable") this.reason ??= this.problems.at(-1)?.message;
    return typeof found === "object" ? found.value : undefined;
  }

  peek(name: string): ConfigData | undefined {
    const param = this.param(name);
    return param?.kind === "constant" ? param.value : undefined;
  }

  unsure(): string | undefined {
    return this.reason;
  }

  setUnsure(reason: string): void {
    this.reason ??= reason;
  }

  integer(name: string, { min = 1, fallback }: IntegerOptions = {}): number | undefined {
    const found = this.constant(name);
    if (found === "notComputable") return undefined;
    if (found === "absent" || found.value === null) return fallback ?? this.missing(name);
    return isInteger(found.value, min) ? found.value : this.wrong(name, found.value, wantedInteger(min));
  }

  number(name: string, fallback: number): number | undefined {
    return this.simple(name, fallback, acceptNumber, { text: "a number" });
  }

  boolean(name: string, fallback: boolean): boolean | undefined {
    return this.simple(name, fallback, acceptBoolean, { text: "true or false" });
  }

  text(name: string, fallback: string): string | undefined {
    return this.simple(name, fallback, acceptText, { text: "a text" });
  }

  choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T | undefined {
    const accept = (data: ConfigData) =>
      typeof data === "string" ? allowed.find((option) => option === data.toLowerCase()) : undefined;
    return this.simple(name, fallback, accept, { oneOf: allowed });
  }

  integers(name: string, length: number, { min = 1, fallback }: IntegerOptions = {}): number[] | undefined {
    const found = this.constant(name);
    if (found === "notComputable") return undefined;
    if (found === "absent" || found.value === null) {
      return fallback === undefined ? this.missing(name) : new Array<number>(length).fill(fallback);
    }
    const given = found.value;
    if (!Array.isArray(given)) {
      if (isInteger(given, min)) return new Array<number>(length).fill(given);
      const instead = steps.has(name) && typeof given === "number" ? min : undefined;
      return this.wrong(name, given, `${wantedInteger(min)} or a list of ${length}`, { instead });
    }
    const list = given as readonly ConfigData[];
    if (list.length !== length) {
      const wanted = length === 1 ? "one integer" : `a list of ${length} integers, one per axis`;
      return this.wrong(name, given, wanted);
    }
    const bad = list.findIndex((item) => !isInteger(item, min));
    if (bad >= 0) {
      const mended = list.map((item) => (isInteger(item, min) ? item : min));
      const instead = steps.has(name) ? mended : undefined;
      return this.wrong(name, list[bad] ?? null, wantedInteger(min), { element: bad, instead });
    }
    return list as number[];
  }

  dataFormat(): DataFormat | undefined {
    const accept = (data: ConfigData) => dataFormats.find((format) => format === data);
    return this.simple("data_format", "channels_last", accept, {
      text: `"channels_last" or "channels_first"`,
      oneOf: dataFormats,
    });
  }

  private param(name: string): ParamValue | undefined {
    return Object.hasOwn(this.node.config, name) ? this.node.config[name] : undefined;
  }

  /** One that is not computable is reported, once. */
  private constant(name: string): { readonly value: ConfigData } | "absent" | "notComputable" {
    const param = this.param(name);
    if (!param) return "absent";
    if (param.kind === "constant") return param;
    const message = `${name} of "${this.node.name}" cannot be worked out: ${param.reason}.`;
    if (!this.problems.some((problem) => problem.message === message))
      this.report("argument-not-computable", message, { param: name, severity: "information" });
    return "notComputable";
  }

  private simple<T>(
    name: string,
    fallback: T,
    accept: (data: ConfigData) => T | undefined,
    wanted: { readonly text?: string; readonly oneOf?: readonly string[] },
  ): T | undefined {
    const found = this.constant(name);
    if (found === "notComputable") return undefined;
    if (found === "absent" || found.value === null) return fallback;
    const accepted = accept(found.value);
    if (accepted !== undefined) return accepted;
    const { oneOf = [] } = wanted;
    const text = wanted.text ?? `one of ${oneOf.map((option) => `"${option}"`).join(", ")}`;
    const instead = typeof found.value === "string" ? nearestWord(found.value, oneOf) : undefined;
    return this.wrong(name, found.value, text, { instead });
  }

  private wrong(
    name: string,
    given: ConfigData,
    wanted: string,
    { element, instead }: { readonly element?: number; readonly instead?: ConfigData | undefined } = {},
  ): undefined {
    const { name: layer } = this.node;
    this.report("invalid-argument", `${name} of "${layer}" is ${showData(given)}; it must be ${wanted}.`, {
      param: name,
      ...(element === undefined ? {} : { element }),
      ...(instead === undefined ? {} : { remedies: [setting({ [name]: instead })] }),
    });
    return undefined;
  }

  private missing(name: string): undefined {
    const { className, name: layer } = this.node;
    this.report("missing-argument", `${className} "${layer}" needs ${name}; add it to the layer.`);
    return undefined;
  }
}

function acceptNumber(data: ConfigData): number | undefined {
  return typeof data === "number" ? data : undefined;
}

function acceptBoolean(data: ConfigData): boolean | undefined {
  return typeof data === "boolean" ? data : undefined;
}

function acceptText(data: ConfigData): string | undefined {
  return typeof data === "string" ? data : undefined;
}

function isInteger(data: ConfigData, min: number): data is number {
  return typeof data === "number" && Number.isSafeInteger(data) && data >= min;
}

function wantedInteger(min: number): string {
  if (min === 1) return "a positive integer";
  return min === 0 ? "an integer of 0 or more" : `an integer of at least ${min}`;
}

/** Arguments whose smallest value is their default, which is what a wrong one most likely means. */
const steps: ReadonlySet<string> = new Set(["strides", "dilation_rate"]);

const dataFormats: readonly DataFormat[] = ["channels_last", "channels_first"];

/** A value in a message: as JSON, cut where it is long. */
export function showData(data: ConfigData): string {
  const text = JSON.stringify(data) ?? "null";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
