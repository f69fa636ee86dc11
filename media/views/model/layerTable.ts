/** The table behind the graph and the list of layers. */
import type { Count } from "../../../core/cost/count.ts";
import { convolutionKindTexts } from "../../../core/layers/convolutionKind.ts";
import type { OverviewOrder } from "../../panel/panelState.ts";
import type { ModelOverview, OverviewLayer } from "../../worker/describeOverview.ts";
import type { TableCell, TableContent, TableRow } from "../table/tableContent.ts";
import { layerOrder } from "./layerOrder.ts";
import { type ModelSurvey, surveyOf } from "./survey.ts";

/** One row a layer, in the order given; the time is there once all layers have run. */
export function layerTable(overview: ModelOverview, order: OverviewOrder, survey: ModelSurvey): TableContent {
  const timed = survey.size > 0;
  return {
    id: "layer-table",
    caption: "Layers of the model",
    columns: [
      "Layer",
      "Class",
      "Kind",
      "Takes",
      "Output",
      "Parameters",
      "MACs",
      "Bytes of output",
      ...(timed ? ["Milliseconds"] : []),
      "Error",
    ],
    rows: layerOrder(overview, order, survey).flatMap((row): TableRow[] => {
      const layer = overview.layers[row];
      return layer ? [rowOf(layer, overview, timed ? survey : null)] : [];
    }),
    note: null,
  };
}

function rowOf(layer: OverviewLayer, { layers }: ModelOverview, survey: ModelSurvey | null): TableRow {
  const { path, className, kinds, output, inputs, parameters, macs, outputBytes, error } = layer;
  const takes = inputs.map((row) => layers[row]?.path.at(-1) ?? "").join(", ");
  const time = survey ? [surveyOf(survey, path)?.milliseconds ?? null] : [];
  return [
    path.join(" › "),
    className,
    kinds.map((kind) => convolutionKindTexts[kind].title.replace(/ convolution$/, "")).join(", "),
    takes,
    output,
    cellOf(parameters),
    cellOf(macs),
    cellOf(outputBytes),
    ...time,
    error ?? "",
  ];
}

function cellOf(count: Count): TableCell {
  return count.kind === "exact" ? count.value : `? (${count.reason})`;
}
