/** The names under which files keep a weight: Keras's of all versions, TensorFlow.js's, and those of Keras 3's own files. */
import type { WantedWeight } from "./wantedWeights.ts";

/** Layer and weight, with slashes. */
export function nameOf(want: WantedWeight): string {
  return [...want.layerPath, want.weight.name].join("/");
}

/** Other names of a weight: older Keras and TensorFlow.js call the kernel of a depthwise layer `depthwise_kernel`. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  kernel: ["depthwise_kernel"],
  depthwise_kernel: ["kernel"],
};

/** Names that can mean this weight alone, best first: the whole path, Keras 3's stored paths, and Keras 2's doubled layer name. */
export function wholeNames(want: WantedWeight): string[] {
  const path = want.layerPath.join("/");
  const layer = want.layerPath.at(-1) ?? "";
  const paths = [path, ...want.otherPaths, `${layer}/${layer}`, `${path}/${layer}`];
  return [...want.storedPaths, ...paths.flatMap((name) => weightsAt(name, want))];
}

/** Names without the outer models, which another model's layer may have as well. */
export function innerNames(want: WantedWeight): string[] {
  const inner = want.layerPath.slice(1).map((_, at) => want.layerPath.slice(at + 1).join("/"));
  return inner.flatMap((name) => weightsAt(name, want));
}

/** TensorFlow ends names of variables in `:0`; some exporters write dots for slashes. */
export function plainName(name: string): string {
  return name.replace(/:\d+$/, "").replaceAll(".", "/");
}

/**
 * Whether `name`, of an array that belongs to the weight's layer, can be this weight: it ends alike, and goes the same way
 * through a layer of two directions.
 */
export function endsAlike(name: string, want: WantedWeight): boolean {
  const parts = plainName(name).split("/");
  const wanted = want.weight.name.split("/");
  if (parts.at(-1) !== wanted.at(-1)) return false;
  const direction = wanted.length > 1 && /^(for|back)ward$/.test(wanted[0] ?? "") ? wanted[0] : undefined;
  return direction === undefined || parts.some((part) => part.startsWith(`${direction}_`));
}

function weightsAt(path: string, want: WantedWeight): string[] {
  const names = [want.weight.name, ...(otherNames[want.weight.name] ?? [])];
  return names.map((name) => plainName(`${path}/${name}`));
}
