/** Stored weights that do not fit the layers: wrong shapes, weights without a layer, layers without weights. */
import type { LayerAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { LayerNode } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import type { ManifestWeight } from "../graph/weightsManifest.ts";
import type { WeightSpec } from "../layers/operation.ts";

/** A manifest of another model would else give a message for each of its weights. */
const mostOfAKind = 20;

/** Compares a manifest with the model of its file; weights that cannot be told apart by name are left alone. */
export function adviseWeights(
  analysis: ModelAnalysis,
  manifest: readonly ManifestWeight[],
): readonly Problem[] {
  if (manifest.length === 0) return [];
  const layers = layersByName(analysis);
  const byLayer = weightsByLayer(manifest, layers);
  const found = [...layers.values()].map((same) => {
    const [layer] = same;
    // Layers of one name in different models: the manifest does not say whose weights it means.
    return layer && same.length === 1 ? compareLayer(layer, byLayer.get(layer.node.name) ?? []) : [];
  });
  const problems = found.flat();
  const complete = [...layers.values()].flat().every((layer) => layer.weights !== null || layer.nested);
  const strays = complete ? withoutLayer(manifest, layers) : [];
  return [
    ...problems.filter(({ code }) => code === "weight-shape-mismatch").slice(0, mostOfAKind),
    ...problems.filter(({ code }) => code === "weight-missing").slice(0, mostOfAKind),
    ...strays.slice(0, mostOfAKind),
  ];
}

type LayersByName = ReadonlyMap<string, readonly LayerAnalysis[]>;

/** All layers, those of nested models included, each of them once. */
function layersByName(analysis: ModelAnalysis): LayersByName {
  const byName = new Map<string, LayerAnalysis[]>();
  const seen = new Set<LayerNode>();
  const waiting = [analysis];
  for (let model = waiting.pop(); model; model = waiting.pop()) {
    for (const layer of model.layers) {
      if (seen.has(layer.node)) continue;
      seen.add(layer.node);
      byName.set(layer.node.name, [...(byName.get(layer.node.name) ?? []), layer]);
      if (layer.nested) waiting.push(layer.nested);
    }
  }
  return byName;
}

/** A weight belongs to the innermost layer that its path names. */
function weightsByLayer(
  manifest: readonly ManifestWeight[],
  layers: LayersByName,
): ReadonlyMap<string, readonly ManifestWeight[]> {
  const byLayer = new Map<string, ManifestWeight[]>();
  for (const weight of manifest) {
    const name = ownerOf(weight, layers);
    if (name === undefined) continue;
    const list = byLayer.get(name);
    if (list) list.push(weight);
    else byLayer.set(name, [weight]);
  }
  return byLayer;
}

function ownerOf({ name }: ManifestWeight, layers: LayersByName): string | undefined {
  // Layer names may hold slashes themselves, so the longest prefix is tried first, then what is behind each slash.
  const parts = name.split("/");
  for (let end = parts.length - 1; end > 0; end--) {
    for (let start = 0; start < end; start++) {
      const candidate = parts.slice(start, end).join("/");
      if (layers.has(candidate)) return candidate;
    }
  }
  return undefined;
}

function compareLayer(
  { node, weights, nested }: LayerAnalysis,
  stored: readonly ManifestWeight[],
): Problem[] {
  if (!weights || nested || weights.length === 0) return [];
  if (stored.length === 0) return [missing(node, weights)];
  return weights.flatMap((weight) => {
    const same = stored.filter(({ name }) => lastPart(name) === lastPart(weight.name));
    const [only] = same;
    // Two of one name are the two directions of a wrapper or the like.
    if (!only || same.length > 1 || equal(only.shape, weight.shape)) return [];
    return [mismatch(node, weight, only)];
  });
}

function mismatch(node: LayerNode, weight: WeightSpec, stored: ManifestWeight): Problem {
  return {
    code: "weight-shape-mismatch",
    severity: "error",
    message:
      `The stored weight "${stored.name}" has shape [${stored.shape.join(", ")}], and ${node.className} "${node.name}" needs ` +
      `[${weight.shape.join(", ")}] for its ${weight.name}: loading fails. Topology and weights are of different models or ` +
      `versions; export both together, or correct the layer or the layers before it.`,
    range: stored.shapeRange,
    layer: node.name,
    related: [{ message: `"${node.name}" needs [${weight.shape.join(", ")}]`, range: node.classRange }],
  };
}

function missing(node: LayerNode, weights: readonly WeightSpec[]): Problem {
  return {
    code: "weight-missing",
    severity: "warning",
    message:
      `The weights manifest names no weight of "${node.name}", which has ${weights.map(({ name }) => name).join(", ")}. ` +
      `Loading fails or leaves the layer untrained. Export the model with its weights again, or correct the layer's name.`,
    range: node.classRange,
    layer: node.name,
  };
}

function withoutLayer(manifest: readonly ManifestWeight[], layers: LayersByName): Problem[] {
  const inner = [...layers.values()].flat().flatMap(({ node }) => (node.wrapped ? [node.wrapped.name] : []));
  const wrapped = new Set(inner);
  return manifest
    .filter((weight) => ownerOf(weight, layers) === undefined)
    .filter(({ name }) => !name.split("/").some((part) => wrapped.has(part)))
    .map(({ name, nameRange }) => ({
      code: "weight-without-layer" as const,
      severity: "warning" as const,
      message:
        `The stored weight "${name}" belongs to no layer of the model, and TensorFlow.js refuses to load it ("has no target ` +
        `variable"). Correct the name, or export topology and weights together.`,
      range: nameRange,
    }));
}

/** `kernel` of `sequential/conv2d_1/kernel:0`. */
function lastPart(name: string): string {
  return (name.split("/").at(-1) ?? name).replace(/:\d+$/, "");
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
