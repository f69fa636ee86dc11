/** Where the layers of a model and of the models inside it are drawn. */
import type { ModelOverview, OverviewLayer } from "../describeOverview.ts";
import { findChains } from "./chains.ts";
import { type Point, placeChains, type Size } from "./placeChains.ts";

export interface GraphBox extends Size {
  /** Row of the overview. */
  readonly row: number;
  readonly left: number;
  readonly top: number;
  /** It is a model whose layers are drawn inside of it, below its title. */
  readonly isOpen: boolean;
}

export interface GraphLine {
  readonly from: number;
  readonly to: number;
  readonly points: readonly Point[];
}

/** In pixels at their usual size; outer models come before what is drawn in them. */
export interface GraphLayout extends Size {
  readonly boxes: readonly GraphBox[];
  readonly lines: readonly GraphLine[];
}

export type GraphResult =
  | { readonly kind: "ok"; readonly layout: GraphLayout }
  | { readonly kind: "refused"; readonly reason: string };

export const layerSize: Size = { width: 256, height: 64 };
/** Between the layers of a chain. */
const gap = 18;
const padding = 14;
const titleHeight = 44;

/** Branches of one model that can still be placed in a second or two, and looked at. */
const mostChains = 700;
/** Layers up to which the models inside a model are open to begin with. */
const mostOpenAtFirst = 400;

/** `closed` are paths of inner models that are drawn as one box, names joined by line breaks. */
export function layOutGraph({ layers }: ModelOverview, closed: readonly string[]): GraphResult {
  const children = childrenOf(layers);
  const shut = new Set(closed);
  const isOpen = (row: number) => {
    const layer = layers[row];
    return layer?.nested === true && !shut.has(layer.path.join("\n"));
  };
  const placed = placeModel({ layers, children, isOpen }, children.get(-1) ?? []);
  if (typeof placed === "string") return { kind: "refused", reason: placed };
  return { kind: "ok", layout: placed };
}

/** Paths of the models that are closed when nobody has chosen. */
export function closedAtFirst({ layers }: ModelOverview): string[] {
  if (layers.length <= mostOpenAtFirst) return [];
  return layers.filter((layer) => layer.nested).map((layer) => layer.path.join("\n"));
}

interface Nesting {
  readonly layers: readonly OverviewLayer[];
  /** Rows of the layers inside of a row; those of the outermost model under -1. */
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly isOpen: (row: number) => boolean;
}

/** The layers of a model follow the layer that holds it, with longer paths. */
function childrenOf(layers: readonly OverviewLayer[]): Map<number, number[]> {
  const children = new Map<number, number[]>([[-1, []]]);
  const holders: number[] = [-1];
  for (const [row, { path }] of layers.entries()) {
    holders.length = path.length;
    const holder = holders[path.length - 1] ?? -1;
    const siblings = children.get(holder);
    if (siblings) siblings.push(row);
    else children.set(holder, [row]);
    holders.push(row);
  }
  return children;
}

/** A text says why the model is not drawn. Models inside models are at most eight deep. */
function placeModel(nesting: Nesting, rows: readonly number[]): GraphLayout | string {
  const chains = findChains(rows, (row) => nesting.layers[row]?.inputs ?? []);
  if (chains.chains.length > mostChains) return tooManyBranches(chains.chains.length);
  const insides = new Map<number, GraphLayout>();
  for (const row of rows) {
    if (!nesting.isOpen(row)) continue;
    const inside = placeModel(nesting, nesting.children.get(row) ?? []);
    if (typeof inside === "string") return inside;
    insides.set(row, inside);
  }
  const sizeOf = (row: number): Size => {
    const inside = insides.get(row);
    if (!inside) return layerSize;
    const width = Math.max(layerSize.width, inside.width) + 2 * padding;
    return { width, height: titleHeight + inside.height + padding };
  };
  const stacks = chains.chains.map((chain) => stackSize(chain.map(sizeOf)));
  const placed = placeChains(chains, stacks);
  if (!placed) return tooManyBranches(chains.chains.length);
  const boxes: GraphBox[] = [];
  const lines: GraphLine[] = [];
  for (const [number, chain] of chains.chains.entries()) {
    const [left = 0, top = 0] = placed.corners[number] ?? [];
    const width = stacks[number]?.width ?? 0;
    let y = top;
    for (const [at, row] of chain.entries()) {
      const size = sizeOf(row);
      const x = left + (width - size.width) / 2;
      const before = chain[at - 1];
      if (before !== undefined) lines.push({ from: before, to: row, points: stem(left + width / 2, y) });
      const inside = insides.get(row);
      boxes.push({ row, left: x, top: y, ...size, isOpen: inside !== undefined });
      if (inside) addInside(inside, { boxes, lines }, x + (size.width - inside.width) / 2, y + titleHeight);
      y += size.height + gap;
    }
  }
  for (const [number, [from, to]] of chains.links.entries()) {
    const last = chains.chains[from]?.at(-1);
    const first = chains.chains[to]?.[0];
    const points = placed.lines[number] ?? [];
    if (last !== undefined && first !== undefined && points.length > 1)
      lines.push({ from: last, to: first, points });
  }
  return { width: placed.width, height: placed.height, boxes, lines };
}

function stackSize(sizes: readonly Size[]): Size {
  const height = sizes.reduce((sum, size) => sum + size.height + gap, -gap);
  return { width: Math.max(...sizes.map((size) => size.width)), height };
}

/** From the layer above to the one at `top`. */
function stem(x: number, top: number): readonly Point[] {
  return [
    [x, top - gap],
    [x, top],
  ];
}

function addInside(
  inside: GraphLayout,
  all: { readonly boxes: GraphBox[]; readonly lines: GraphLine[] },
  left: number,
  top: number,
): void {
  for (const box of inside.boxes) all.boxes.push({ ...box, left: box.left + left, top: box.top + top });
  for (const line of inside.lines) {
    all.lines.push({ ...line, points: line.points.map(([x, y]): Point => [x + left, y + top]) });
  }
}

function tooManyBranches(count: number): string {
  return `The model has ${count} branches, more than can be drawn as a graph. The list shows all of its layers.`;
}
