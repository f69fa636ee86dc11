/** Which layer of an old model is which of the new one: by name, then by class in the order of the file. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";

/** A layer with the names of the models around it in front: `encoder/conv1`. */
export interface NamedLayer {
  readonly path: string;
  readonly layer: LayerAnalysis;
  /** The model that holds it directly. */
  readonly model: ModelAnalysis;
}

/** Layers that are the same; one side is absent for a layer that was added or taken out. */
export interface LayerPair {
  readonly old: NamedLayer | undefined;
  readonly now: NamedLayer | undefined;
}

/** More pairs than this are not tried for the longest common order of unnamed layers. */
const mostTried = 4_000_000;

/** Every layer with those of nested models behind it, in the order of the file; input layers are told by their shapes. */
export function layersOf(model: ModelAnalysis): readonly NamedLayer[] {
  const found: NamedLayer[] = [];
  const waiting: NamedLayer[] = pathsOf(model, "").reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next);
    if (next.layer.nested) waiting.push(...pathsOf(next.layer.nested, `${next.path}/`).reverse());
  }
  return found;
}

function pathsOf(model: ModelAnalysis, prefix: string): NamedLayer[] {
  const layers = model.layers.filter(({ node }) => node.className !== "InputLayer");
  return layers.map((layer) => ({ path: `${prefix}${layer.node.name}`, layer, model }));
}

/** In the order of the new model, what was taken out at the place where it stood. */
export function matchLayers(old: readonly NamedLayer[], now: readonly NamedLayer[]): readonly LayerPair[] {
  const partner = new Map<NamedLayer, NamedLayer>();
  const byPath = new Map(old.map((each) => [each.path, each]));
  for (const each of now) {
    const same = byPath.get(each.path);
    if (same && same.layer.node.className === each.layer.node.className) partner.set(each, same);
  }
  const taken = new Set(partner.values());
  const left = old.filter((each) => !taken.has(each));
  const open = now.filter((each) => !partner.has(each));
  for (const [before, after] of commonOrder(left, open)) partner.set(after, before);
  return inOrder(old, now, partner);
}

/** The longest run of layers of one class in both orders, for layers that have other names. */
function commonOrder(
  old: readonly NamedLayer[],
  now: readonly NamedLayer[],
): readonly (readonly [NamedLayer, NamedLayer])[] {
  if (old.length * now.length > mostTried) return [];
  const same = (a: number, b: number) => old[a]?.layer.node.className === now[b]?.layer.node.className;
  const width = now.length + 1;
  /** Length of the longest common order of what stands behind, by both places. */
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (a: number, b: number) => lengths[a * width + b] ?? 0;
  for (let a = old.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      lengths[a * width + b] = same(a, b) ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const pairs: (readonly [NamedLayer, NamedLayer])[] = [];
  let [a, b] = [0, 0];
  while (a < old.length && b < now.length) {
    const [before, after] = [old[a], now[b]];
    if (before && after && same(a, b)) {
      pairs.push([before, after]);
      a++;
      b++;
    } else if (at(a + 1, b) >= at(a, b + 1)) a++;
    else b++;
  }
  return pairs;
}

function inOrder(
  old: readonly NamedLayer[],
  now: readonly NamedLayer[],
  partner: ReadonlyMap<NamedLayer, NamedLayer>,
): readonly LayerPair[] {
  const matched = new Set(partner.values());
  const place = new Map(old.map((each, index) => [each, index]));
  const pairs: LayerPair[] = [];
  let next = 0;
  const takeRemoved = (until: number) => {
    for (; next < until; next++) {
      const each = old[next];
      if (each && !matched.has(each)) pairs.push({ old: each, now: undefined });
    }
  };
  for (const each of now) {
    const before = partner.get(each);
    if (before) takeRemoved(place.get(before) ?? next);
    pairs.push({ old: before, now: each });
  }
  takeRemoved(old.length);
  return pairs;
}
