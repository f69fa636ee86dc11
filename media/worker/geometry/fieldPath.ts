/** How the receptive field of a layer's output grows through the layers before it. */
import type { ReceptiveField } from "../../../core/cost/receptiveField.ts";
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { callsBefore } from "../callsBefore.ts";
import type { FoundLayer } from "../findLayer.ts";
import type { FieldPath, FieldStep } from "./layerGeometry.ts";

const mostSteps = 400;

export function fieldPath({ model, index }: FoundLayer): FieldPath {
  const calls = callsBefore(model, { layer: index, call: 0 });
  const steps: FieldStep[] = [];
  let unchanged = 0;
  for (const { layer, call, analysis } of calls) {
    const node = model.graph.layers[layer];
    if (!node) continue;
    const isShown = layer === index && call === 0;
    const before =
      node.calls[call]?.inputs.map((ref) => model.layers[ref.layer]?.calls[ref.call]?.field) ?? [];
    const same = before.some((field) => field !== undefined && isSame(field, analysis.field));
    if (same && !isShown) {
      unchanged++;
      continue;
    }
    const operation = analysis.inference?.operation;
    steps.push({
      layer: node.name,
      className: node.className,
      window: operation ? windowText(operation) : "",
      ...fieldNumbers(analysis.field),
    });
  }
  const left = Math.max(0, steps.length - mostSteps);
  return { steps: steps.slice(left), unchanged, left };
}

function isSame(a: ReceptiveField, b: ReceptiveField): boolean {
  if (a === b) return true;
  if (a.kind !== "axes" || b.kind !== "axes") return a.kind === "everything" && b.kind === "everything";
  if (a.axes.length !== b.axes.length) return false;
  return a.axes.every((axis, at) => {
    const other = b.axes[at];
    return axis.size === other?.size && axis.jump === other.jump && axis.start === other.start;
  });
}

function fieldNumbers(field: ReceptiveField): Pick<FieldStep, "sizes" | "jumps" | "starts" | "text"> {
  if (field.kind !== "axes") {
    const text = field.kind === "everything" ? "the whole input" : `not known: ${field.reason}`;
    return { sizes: null, jumps: null, starts: null, text };
  }
  return {
    sizes: field.axes.map(({ size }) => size),
    jumps: field.axes.map(({ jump }) => jump),
    starts: field.axes.map(({ start }) => start),
    text: "",
  };
}

/** `3×3`, `3×3 /2`, `3×3 rate 2`. */
function windowText(operation: LayerOperation): string {
  if (!("windows" in operation)) return "";
  const { windows } = operation;
  const kernel = windows.map((window) => window.kernel).join("×");
  const stride = alike(windows.map((window) => window.stride));
  const rate = alike(windows.map((window) => window.dilation));
  const sign = operation.op === "transposedConvolution" ? "×" : "/";
  return `${kernel}${stride === "1" ? "" : ` ${sign}${stride}`}${rate === "1" ? "" : ` rate ${rate}`}`;
}

function alike(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? String(values[0]) : values.join("×");
}
