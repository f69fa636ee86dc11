/** The tables behind the arithmetic of a value: the taps of a channel, and what each channel adds. */
import type { PixelStage } from "../../worker/pixelAnswer.ts";
import type { TableContent, TableRow } from "../table/tableContent.ts";

/** Sums in double precision, shown as the float32 that they round to. */
export function tapsTable(stage: PixelStage): TableContent {
  const taps = stage.grid?.taps ?? [];
  const group = stage.shownGroup >= 0 ? ` of ${stage.groups[stage.shownGroup]?.label ?? ""}` : "";
  let sum = 0;
  const rows = taps.map((tap): TableRow => {
    sum += tap.product;
    const place = tap.at ? [tap.at.row, tap.at.column] : [null, null];
    const input = tap.padded ? "padding" : tap.input;
    if (tap.weight === null) return [tap.place, ...place, input, tap.chosen ? "chosen" : ""];
    return [tap.place, ...place, input, tap.weight, tap.product, sum];
  });
  const weighted = taps.some((tap) => tap.weight !== null);
  const left = (stage.grid?.tapCount ?? 0) - taps.length;
  return {
    id: "taps-table",
    caption: `${stage.title || "Taps"}${group}`,
    columns: weighted
      ? ["Tap", "Input row", "Input column", "Input", "Weight", "Product", "Sum"]
      : ["Element", "Input row", "Input column", "Input", "Mark"],
    rows,
    note: left > 0 ? `${left} more taps are in the sum and not listed.` : null,
  };
}

export function channelSumsTable(stage: PixelStage): TableContent {
  let sum = 0;
  return {
    id: "sums-table",
    caption: `What each ${stage.groupName || "channel"} adds`,
    columns: stage.accumulates ? ["Channel", "Adds", "Sum"] : ["Channel", "Result"],
    rows: stage.groups.map(({ label, result }): TableRow => {
      sum += result;
      return stage.accumulates ? [label, result, sum] : [label, result];
    }),
    note: null,
  };
}
