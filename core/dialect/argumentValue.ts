/** Reads arguments for the rows of the table: no checks and no problems, which the layer's own reading has made. */
import type { LayerNode } from "../graph/modelGraph.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import type { RankedShape, Shape } from "../shape/shape.ts";

/** The argument's value; `undefined` where the file gives none, or one that cannot be worked out. */
export function argumentValue(node: LayerNode, name: string): ConfigData | undefined {
  const param = Object.hasOwn(node.config, name) ? node.config[name] : undefined;
  return param?.kind === "constant" ? param.value : undefined;
}

/** True where the file gives the argument, even as `null` or as something that cannot be worked out. */
export function isGiven(node: LayerNode, name: string): boolean {
  return Object.hasOwn(node.config, name);
}

/** All numbers of a number or a list; none for anything else. */
export function argumentNumbers(node: LayerNode, name: string): readonly number[] {
  const value = argumentValue(node, name);
  const list: readonly ConfigData[] = Array.isArray(value) ? value : [value ?? null];
  return list.filter((item) => typeof item === "number");
}

/** The single input of known rank. */
export function rankedInput(inputs: readonly Shape[]): RankedShape | undefined {
  const [first] = inputs;
  return first?.kind === "ranked" ? first : undefined;
}

/** All inputs, where the rank of each is known. */
export function rankedInputs(inputs: readonly Shape[]): readonly RankedShape[] | undefined {
  const ranked = inputs.filter((shape) => shape.kind === "ranked");
  return ranked.length === inputs.length ? ranked : undefined;
}

/** `Conv2D "name"`, as messages begin. */
export function nameOf(node: LayerNode): string {
  return `${node.className} "${node.name}"`;
}
