/** What differs between a layer of an old model and the same layer of the new one. */
import { type Count, countToNumber } from "../../core/cost/count.ts";
import type { LayerAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import { formatShape } from "../../core/shape/shape.ts";
import type { NamedLayer } from "./matchLayers.ts";

/** Old and new value; `null` where a number is not known, or an argument not given. */
export interface Change<T> {
  readonly old: T;
  readonly now: T;
}

export interface LayerChanges {
  readonly name?: Change<string>;
  /** Arguments by Keras 3 names, where they come to something else. */
  readonly arguments: Readonly<Record<string, Change<ConfigData>>>;
  readonly inputs?: Change<readonly string[]>;
  readonly outputShape?: Change<string>;
  readonly parameters?: Change<number | null>;
  readonly macs?: Change<number | null>;
  readonly trainable?: Change<boolean>;
}

/** `undefined` where nothing differs. `sameForm`: both come from files that write all their settings alike. */
export function compareLayers(old: NamedLayer, now: NamedLayer, sameForm: boolean): LayerChanges | undefined {
  const changes: LayerChanges = {
    ...changed("name", old.path, now.path),
    arguments: argumentChanges(old.layer.node, now.layer.node, sameForm),
    ...changed("inputs", inputsOf(old), inputsOf(now)),
    ...changed("outputShape", shapesOf(old.layer), shapesOf(now.layer)),
    ...changed("parameters", number(old.layer.parameters), number(now.layer.parameters)),
    ...changed("macs", number(old.layer.macs), number(now.layer.macs)),
    ...changed("trainable", old.layer.node.trainable, now.layer.node.trainable),
  };
  const keys = Object.keys(changes).length;
  return keys > 1 || Object.keys(changes.arguments).length > 0 ? changes : undefined;
}

function changed<K extends string, T>(key: K, old: T, now: T): Partial<Record<K, Change<T>>> {
  const differs = JSON.stringify(old) !== JSON.stringify(now);
  return differs ? ({ [key]: { old, now } } as Record<K, Change<T>>) : {};
}

const number = (count: Count) => countToNumber(count);

function shapesOf({ calls }: LayerAnalysis): string {
  return calls.map(({ outputs }) => outputs.map(formatShape).join(" and ")).join(", ");
}

/** Names of the layers that it takes its inputs from, call by call; inputs of the model by their number. */
function inputsOf({ layer, model }: NamedLayer): readonly string[] {
  const { inputs: entries } = model.graph;
  return layer.node.calls.flatMap((call, index) => {
    if (call.inputs.length === 0) return [inputName(entries.findIndex((entry) => entry.call === index))];
    return call.inputs.map((input) => {
      const source = model.layers[input.layer]?.node;
      if (source?.className !== "InputLayer") return source?.name ?? "?";
      return inputName(entries.findIndex((entry) => entry.layer === input.layer));
    });
  });
}

/** A Sequential need not write the layer of its input down. */
function inputName(index: number): string {
  return index <= 0 ? "the input" : `input ${index + 1}`;
}

/** The input shape stands in the shapes, and the type of numbers changes none of the figures. */
const leftOut: ReadonlySet<string> = new Set(["batch_shape", "dtype", "name", "trainable", "layer"]);
/** Settings of training and of filling; files of different programs write them in different ways. */
const trainingSetting = /_(?:initializer|regularizer|constraint)$/;

function argumentChanges(
  old: LayerNode,
  now: LayerNode,
  sameForm: boolean,
): Readonly<Record<string, Change<ConfigData>>> {
  const params = findLayerSpec(now.className)?.params ?? [];
  const names = new Set([...Object.keys(old.config), ...Object.keys(now.config)]);
  const changes: Record<string, Change<ConfigData>> = {};
  for (const name of names) {
    const known = params.find((param) => param.name === name);
    if (leftOut.has(name) || (!sameForm && (!known || trainingSetting.test(name)))) continue;
    const fallback = known?.default ?? null;
    const [before, after] = [givenValue(old, name, fallback), givenValue(now, name, fallback)];
    if (plain(before) !== plain(after)) changes[name] = { old: before, now: after };
  }
  return changes;
}

function givenValue({ config }: LayerNode, name: string, fallback: ConfigData): ConfigData {
  const param = Object.hasOwn(config, name) ? config[name] : undefined;
  if (param?.kind === "notComputable") return `(${param.reason})`;
  return param?.value ?? fallback;
}

/** One number for all axes is the same as a list of it. */
function plain(value: ConfigData): string {
  if (Array.isArray(value)) {
    const list: readonly ConfigData[] = value;
    if (list.length > 0 && list.every((each) => typeof each === "number" && each === list[0])) {
      return JSON.stringify(list[0]);
    }
  }
  return JSON.stringify(value);
}
