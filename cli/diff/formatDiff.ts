/** The differences of two files for people: as lines, and as Markdown for a review. */
import type { ConfigData } from "../../core/graph/paramValue.ts";
import { formatBytes, formatExact, formatScaled } from "../../server/features/numbers.ts";
import { printable } from "../plainText.ts";
import type { Change, LayerChanges } from "./compareLayers.ts";
import type { DiffDocument, LayerDiff, ModelDiff, TotalKey } from "./diffDocument.ts";

export function formatDiffText(document: DiffDocument): string {
  const lines = document.models.flatMap((model) => {
    const head = `${printable(model.name)}: ${headline(model)}`;
    const totals = totalRows(model).map(([name, text]) => `  ${name.padEnd(18)} ${text}`);
    return [head, ...(model.change === "same" ? [] : totals), ...model.layers.map(layerLine)];
  });
  return `${lines.join("\n")}\n`;
}

export function formatDiffMarkdown(document: DiffDocument): string {
  const parts = document.models.map((model) => {
    const title = `### ${escaped(model.name)}: ${headline(model)}`;
    if (model.change === "same") return `${title}\n`;
    const totals = [
      "| total | old → new |",
      "| --- | --- |",
      ...totalRows(model).map(([name, text]) => `| ${name} | ${text} |`),
    ];
    const layers = model.layers.map(
      (layer) =>
        `| ${signs[layer.change]} | ${escaped(layer.name)} | ${escaped(layer.class)} | ${escaped(detail(layer))} |`,
    );
    const table =
      layers.length === 0 ? [] : ["", "| | layer | class | what |", "| --- | --- | --- | --- |", ...layers];
    return `${title}\n\n${[...totals, ...table].join("\n")}\n`;
  });
  return parts.join("\n");
}

const signs = { added: "+", removed: "−", changed: "~" } as const;

function headline({ change, layers, unchanged }: ModelDiff): string {
  if (change === "same") return "no difference";
  if (change === "added") return "a new model";
  if (change === "removed") return "taken out";
  const count = (kind: LayerDiff["change"]) => layers.filter((layer) => layer.change === kind).length;
  const parts = (["added", "removed", "changed"] as const)
    .map((kind) => [kind, count(kind)] as const)
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => `${number} ${kind}`);
  return `${[...parts, `${unchanged} unchanged`].join(", ")} of its layers`;
}

const totalNames: readonly (readonly [TotalKey, string, (value: number) => string])[] = [
  ["layers", "layers", formatExact],
  ["parameters", "parameters", formatExact],
  ["trainable", "trainable", formatExact],
  ["macs", "MACs", (value) => formatScaled(value)],
  ["weightBytes", "weights (float32)", formatBytes],
  ["peakActivationBytes", "peak activations", formatBytes],
];

function totalRows({ totals, inputs }: ModelDiff): readonly (readonly [string, string])[] {
  const rows = totalNames
    .filter(([key]) => totals[key].old !== totals[key].now)
    .map(([key, name, format]) => [name, changeText(totals[key], format)] as const);
  const input = [inputs.old.join(" and "), inputs.now.join(" and ")];
  return input[0] === input[1] ? rows : [["input", `${input[0]} → ${input[1]}`], ...rows];
}

/** `4,253,864 → 2,100,000 (−51%)`; `?` for a number that is not known. */
function changeText({ old, now }: Change<number | null>, format: (value: number) => string): string {
  const text = (value: number | null) => (value === null ? "?" : format(value));
  const percent =
    old === null || now === null || old === 0 ? undefined : Math.round((100 * (now - old)) / old);
  const sign = percent === undefined ? "" : ` (${percent < 0 ? "−" : "+"}${Math.abs(percent)}%)`;
  return `${text(old)} → ${text(now)}${sign}`;
}

function layerLine(layer: LayerDiff): string {
  return `${signs[layer.change]} ${printable(layer.name)} ${printable(layer.class)}: ${printable(detail(layer))}`;
}

function detail({ change, changes, outputShape, parameters, macs }: LayerDiff): string {
  if (changes) return changeParts(changes).join("; ");
  const numbers = [
    `${parameters === null ? "?" : formatExact(parameters)} params`,
    `${macs === null ? "?" : formatScaled(macs)} MACs`,
  ];
  return [outputShape, ...(change === "added" || change === "removed" ? numbers : [])].join(" · ");
}

function changeParts(changes: LayerChanges): readonly string[] {
  const { name, arguments: values, inputs, outputShape, parameters, macs, trainable } = changes;
  return [
    ...(name ? [`was ${name.old}`] : []),
    ...Object.entries(values).map(([argument, { old, now }]) => `${argument} ${shown(old)} → ${shown(now)}`),
    ...(inputs ? [`takes ${inputs.now.join(", ")} in place of ${inputs.old.join(", ")}`] : []),
    ...(outputShape ? [`output ${outputShape.old} → ${outputShape.now}`] : []),
    ...(parameters ? [`params ${changeText(parameters, formatExact)}`] : []),
    ...(macs ? [`MACs ${changeText(macs, (value) => formatScaled(value))}`] : []),
    ...(trainable ? [trainable.now ? "now trainable" : "now frozen"] : []),
  ];
}

function shown(value: ConfigData): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function escaped(text: string): string {
  return printable(text).replace(/[|\\`*_<>]/g, "\\$&");
}
