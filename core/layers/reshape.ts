/** Reshape: the same elements of each example in another shape, one size of which may be worked out (-1). */
import type { ConfigData } from "../graph/paramValue.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import { type Dim, floorDivideDim, formatDim, knownDim, unknownDim } from "../shape/dim.ts";
import { elementsPerExample, formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const reshapeLayer: LayerSpec = {
  className: "Reshape",
  category: "reshaping",
  description: "Arranges the elements of each example in another shape.",
  params: [
    {
      name: "target_shape",
      description: "New shape without the batch; one size may be -1 and is then worked out.",
    },
  ],
  infer: inferReshape,
};

function inferReshape(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const target = readTarget(reader);
  const shape = singleInput(reader, call.inputs);
  if (!target || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const sizes = targetSizes(reader, target, shape);
  if (!sizes) return notInferred(reader);
  return inferred(reader, {
    outputs: [rankedShape([shape.dims[0] ?? knownDim(1), ...sizes])],
    operation: { op: "reshape" },
  });
}

/** Sizes of 0 or more, and at most one -1 (a `null` means the same). */
function readTarget(reader: ConfigReader): (number | -1)[] | undefined {
  const data = reader.data("target_shape");
  if (data === undefined) {
    reader.integer("target_shape"); // reports the absence, or that it is not computable
    return undefined;
  }
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data];
  const sizes = list.map((size) => (size === null ? -1 : size));
  const bad = sizes.findIndex((size) => typeof size !== "number" || !Number.isSafeInteger(size) || size < -1);
  if (bad >= 0 || sizes.filter((size) => size === -1).length > 1) {
    reader.report(
      "invalid-argument",
      `target_shape of "${reader.node.name}" must hold sizes, of which at most one is -1.`,
      bad >= 0 ? { param: "target_shape", element: bad } : { param: "target_shape" },
    );
    return undefined;
  }
  return sizes as number[];
}

function targetSizes(reader: ConfigReader, target: readonly number[], shape: RankedShape): Dim[] | undefined {
  const elements = elementsPerExample(shape);
  const fixed = target.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const open = target.indexOf(-1);
  const given = `${formatShape(shape)} (${formatDim(elements)} elements)`;
  if (elements.kind === "known") {
    const fits = open < 0 ? elements.value === fixed : fixed > 0 && elements.value % fixed === 0;
    if (!fits) {
      const wanted = open < 0 ? `${target.join("×")} has ${fixed}` : `${fixed} does not divide them`;
      reader.report(
        "reshape-size-mismatch",
        `"${reader.node.name}" cannot arrange ${given} as ${target.join("×")}: ${wanted}. Change the target shape so that the products agree.`,
        { param: "target_shape", remedies: fittingTargets(target, elements.value) },
      );
      return undefined;
    }
  }
  return target.map((size) => (size === -1 ? openSize(elements, fixed) : knownDim(size)));
}

/** The target with one size changed so that the product comes out, the last that can be first. */
function fittingTargets(target: readonly number[], elements: number): Remedy[] {
  const open = target.indexOf(-1);
  const axes = open >= 0 ? [open] : [...target.keys()].reverse();
  for (const axis of axes) {
    const others = target.filter((_, index) => index !== axis).reduce((product, size) => product * size, 1);
    if (others < 1 || elements % others !== 0) continue;
    const size = elements / others;
    return [setting({ target_shape: target.map((old, index) => (index === axis ? size : old)) })];
  }
  return [];
}

function openSize(elements: Dim, fixed: number): Dim {
  return fixed > 0 ? floorDivideDim(elements, fixed) : unknownDim("the other target sizes multiply to 0");
}
