/** The comparison in numbers alone: a row for each kind, and the values behind its pictures. */
import type { ComparedMaps, Comparison } from "../../worker/compare/comparison.ts";
import type { PlainMap } from "../../worker/plainMap.ts";
import type { TableContent } from "../table/tableContent.ts";
import { type CompareColumn, kindTitle, sortedKinds } from "./kindOrder.ts";

type Seven = Extract<Comparison, { kind: "seven" }>;

export function kindsTable(
  { kinds, layerPath }: Seven,
  sort: { readonly by: CompareColumn; readonly down: boolean } | null,
): TableContent {
  return {
    id: "kinds-table",
    caption: `${layerPath.at(-1)} and the other kinds in its place`,
    columns: [
      "kind",
      "layers",
      "output",
      "parameters",
      "MACs",
      "bytes moved",
      "MACs a byte",
      "milliseconds",
      "relative difference",
      "largest difference",
      "energy kept",
      "weights",
      "mind",
    ],
    rows: sortedKinds(kinds, sort).map((row) => {
      const { counts, measured, words, obstacle, own } = row;
      const done = measured?.kind === "done" ? measured : null;
      const refusal = measured?.kind === "refused" ? measured.reason : "";
      return [
        own ? `${kindTitle(row)} (this layer)` : kindTitle(row),
        row.layers.join(", "),
        counts?.output ?? null,
        counts?.parameters ?? null,
        counts?.macs ?? null,
        counts?.bytesMoved ?? null,
        counts ? Number((counts.macs / counts.bytesMoved).toPrecision(4)) : null,
        done ? Number(done.milliseconds.toPrecision(3)) : null,
        done?.difference?.relative ?? null,
        done?.difference?.largest ?? null,
        done?.energyKept ?? null,
        done?.weights ?? null,
        [...words, obstacle ?? refusal].filter(Boolean).join("; "),
      ];
    }),
    note: null,
  };
}

/** What the maps of one channel look like in numbers, and their values at the pixel. */
export function mapsTable(
  { kinds }: Seven,
  { maps, channel }: ComparedMaps,
  pixel: { readonly row: number; readonly column: number } | null,
): TableContent {
  const valueAtPixel = (map: PlainMap | null | undefined) =>
    (map && pixel && map.values[pixel.row * map.columns + pixel.column]) ?? null;
  return {
    id: "kind-maps-table",
    caption: `Channel ${channel} of each kind${pixel ? `, and row ${pixel.row}, column ${pixel.column} of it` : ""}`,
    columns: [
      "kind",
      "least",
      "largest",
      "value at the pixel",
      "difference: least",
      "largest",
      "at the pixel",
      "root of its mean square",
    ],
    rows: kinds.flatMap((row) => {
      const found = maps.find(({ kind }) => kind === row.kind);
      if (!found) return [];
      const { map, difference } = found;
      return [
        [
          kindTitle(row),
          map?.min ?? null,
          map?.max ?? null,
          valueAtPixel(map),
          difference?.min ?? null,
          difference?.max ?? null,
          valueAtPixel(difference),
          difference ? rootMeanSquare(difference) : null,
        ],
      ];
    }),
    note: null,
  };
}

function rootMeanSquare({ values }: PlainMap): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}
