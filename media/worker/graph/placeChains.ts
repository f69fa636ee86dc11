/** Places the chains of one model with dagre: layers of a graph below one another, branches side by side. */
import dagre from "@dagrejs/dagre";
import type { Chains } from "./chains.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

export interface PlacedChains extends Size {
  /** Top left corner of each chain. */
  readonly corners: readonly Point[];
  /** For each link, from the chain above to the one below. */
  readonly lines: readonly (readonly Point[])[];
}

/** Chains beyond which the simple ranking is taken: the best one takes seconds there. */
const mostRankedWell = 200;

/** Sizes in pixels. `undefined` where the graph is too deep for the layout. */
export function placeChains({ links }: Chains, sizes: readonly Size[]): PlacedChains | undefined {
  if (sizes.length === 1) return { ...(sizes[0] ?? { width: 0, height: 0 }), corners: [[0, 0]], lines: [] };
  const graph = new dagre.graphlib.Graph<object, Size, object>({ multigraph: true });
  const ranker = sizes.length > mostRankedWell ? "longest-path" : "network-simplex";
  graph.setGraph({ ranksep: 34, nodesep: 26, edgesep: 14, ranker });
  for (const [number, size] of sizes.entries()) graph.setNode(String(number), { ...size });
  for (const [number, [from, to]] of links.entries()) {
    // A layer that takes its own output is drawn without that line.
    if (from !== to) graph.setEdge(String(from), String(to), {}, String(number));
  }
  try {
    dagre.layout(graph);
  } catch (error) {
    // The layout calls itself for each layer of depth.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return read(graph, links, sizes);
}

type Graph = InstanceType<typeof dagre.graphlib.Graph<object, Size, object>>;

function read(graph: Graph, links: Chains["links"], sizes: readonly Size[]): PlacedChains {
  const corners = sizes.map((size, number): Point => {
    const node = graph.node(String(number));
    return [numberOf(node, "x") - size.width / 2, numberOf(node, "y") - size.height / 2];
  });
  const ranks = heightsOfRanks(sizes, corners);
  const lines = links.map(([from, to], number): readonly Point[] => {
    const edge: unknown = graph.edge(String(from), String(to), String(number));
    const points: unknown = edge instanceof Object ? Reflect.get(edge, "points") : undefined;
    if (!Array.isArray(points)) return [];
    const bends = points.map((point: object): Point => [numberOf(point, "x"), numberOf(point, "y")]);
    return [
      below(sizes, corners, from),
      ...throughRanks(bends.slice(1, -1), ranks),
      above(sizes, corners, to),
    ];
  });
  const label = graph.graph();
  return { corners, lines, width: numberOf(label, "width"), height: numberOf(label, "height") };
}

/** Chains of one rank have their middles on one line; by that line's height. */
function heightsOfRanks(sizes: readonly Size[], corners: readonly Point[]): Map<number, number> {
  const ranks = new Map<number, number>();
  for (const [number, { height }] of sizes.entries()) {
    const middle = Math.round((corners[number]?.[1] ?? 0) + height / 2);
    ranks.set(middle, Math.max(ranks.get(middle) ?? 0, height));
  }
  return ranks;
}

/** A line goes straight down beside the chains of a rank, and bends only between ranks. */
function throughRanks(bends: readonly Point[], ranks: ReadonlyMap<number, number>): Point[] {
  return bends.flatMap(([x, y]): Point[] => {
    const half = (ranks.get(Math.round(y)) ?? 0) / 2;
    return half > 0
      ? [
          [x, y - half],
          [x, y + half],
        ]
      : [];
  });
}

function below(sizes: readonly Size[], corners: readonly Point[], number: number): Point {
  const [left = 0, top = 0] = corners[number] ?? [];
  const { width = 0, height = 0 } = sizes[number] ?? {};
  return [left + width / 2, top + height];
}

function above(sizes: readonly Size[], corners: readonly Point[], number: number): Point {
  const [left = 0, top = 0] = corners[number] ?? [];
  return [left + (sizes[number]?.width ?? 0) / 2, top];
}

/** dagre writes its results into the records that it was given. */
function numberOf(record: object | undefined, key: string): number {
  const value: unknown = record ? Reflect.get(record, key) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
