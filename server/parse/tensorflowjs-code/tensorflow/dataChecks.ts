/** What TensorFlow.js throws for tensors of data when the program runs: models and operations that they do not fit. */
import ts from "typescript";
import type { Problem } from "../../../../core/graph/problem.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { axisNames } from "../../../../core/layers/spatialInput.ts";
import { dimToNumber, formatDim } from "../../../../core/shape/dim.ts";
import type { RankedShape } from "../../../../core/shape/shape.ts";
import type { CallSite } from "../language/callSite.ts";
import { rangeOf, report, unknownAt } from "../language/evaluation.ts";
import { native } from "../language/native.ts";
import { type DataTensor, isKind, type NativeValue, type Slot } from "../language/values.ts";
import { checkCompiled } from "./compileModel.ts";
import { type ModelRecord, modelInputs, modelOutputs } from "./records.ts";
import { tensorShape } from "./tensorShapes.ts";

/** `predict`, `fit` and the like of a model; `undefined` for other names. Their result is not followed. */
export function modelRun(model: ModelRecord, key: string): NativeValue | undefined {
  if (!/^(?:predict|predictOnBatch|fit|fitDataset|evaluate|evaluateDataset|trainOnBatch)$/.test(key))
    return undefined;
  const trains = !key.startsWith("predict");
  return native(key, ([input, target], site) => {
    if (trains) checkCompiled(model, key, site);
    checkInputs(model, key, input, site);
    if (trains) checkTarget(model, key, target, site);
    return unknownAt(site.scope.evaluation, site.node, "is a result that only a run gives");
  });
}

/** Convolutions of `tf` itself, by the axes of their filter that hold its inputs; `undefined` for other names. */
export function convolutionCall(name: string): NativeValue | undefined {
  const rank = ranks.get(name);
  if (rank === undefined) return undefined;
  return native(name, (args, site) => {
    checkConvolution(name, rank, args, site);
    return unknownAt(site.scope.evaluation, site.node, "is a result that only a run gives");
  });
}

/** Spatial axes; all of these filters are `[...spatial, inputs, outputs]`. */
const ranks: ReadonlyMap<string, number> = new Map([
  ["conv1d", 1],
  ["conv2d", 2],
  ["conv3d", 3],
  ["depthwiseConv2d", 2],
]);

function checkInputs(model: ModelRecord, key: string, input: Slot | undefined, site: CallSite): void {
  const wanted = modelInputs(model);
  const given = isKind(input?.value, "array") ? input.value.items : input ? [input] : [];
  if (wanted.length !== given.length) return;
  for (const [index, tensor] of wanted.entries()) {
    const data = given[index]?.value;
    const shape = tensorShape(tensor, site.scope.evaluation);
    if (!isKind(data, "data") || shape.kind !== "ranked" || fits(data, shape)) continue;
    const missesBatch =
      data.sizes.length === shape.dims.length - 1 && fits({ ...data, sizes: [1, ...data.sizes] }, shape);
    const advice = missesBatch
      ? "The batch axis is missing: add it with expandDims(0)."
      : data.sizes.length === shape.dims.length
        ? "Resize or crop the data, or change the model's input shape."
        : `It has ${data.sizes.length} axes, and ${shape.dims.length} are needed; use reshape or expandDims.`;
    tell(
      `${key} is given a tensor of shape ${sizesText(data)}, and "${model.name}" takes ${shapeText(shape)}: TensorFlow.js throws. ${advice}`,
      argumentRange(site, 0),
      site,
      missesBatch && given.length === 1 ? batchRemedy(site) : undefined,
    );
  }
}

/** Sizes of a target depend on the loss; its number of axes does not, but for labels as plain numbers. */
function checkTarget(model: ModelRecord, key: string, target: Slot | undefined, site: CallSite): void {
  const [output] = modelOutputs(model);
  const data = target?.value;
  if (!output || modelOutputs(model).length !== 1 || !isKind(data, "data")) return;
  const shape = tensorShape(output, site.scope.evaluation);
  if (shape.kind !== "ranked") return;
  const rank = Math.max(data.sizes.length, 2);
  if (rank === shape.dims.length) return;
  const advice =
    shape.dims.length > rank
      ? "A Flatten or global pooling layer before the last one gives one answer per example."
      : "Reshape the target to the shape that the model gives.";
  tell(
    `${key} is given a target of shape ${sizesText(data)}, and "${model.name}" gives ${shapeText(shape)}, which has ${shape.dims.length} axes: TensorFlow.js throws ("Error when checking target"). ${advice}`,
    argumentRange(site, 1),
    site,
  );
}

function checkConvolution(name: string, rank: number, args: readonly Slot[], site: CallSite): void {
  const [input, filter] = [args[0]?.value, args[1]?.value];
  if (isKind(input, "data") && isKind(filter, "data") && filter.sizes.length === rank + 2) {
    const channels = input.sizes.at(-1);
    const wanted = filter.sizes[rank];
    // Without the batch is allowed; channels first is a later argument that is not looked at.
    const plain = args.length < 5 && input.sizes.length >= rank + 1 && input.sizes.length <= rank + 2;
    if (plain && channels !== wanted) {
      tell(
        `tf.${name} is given an input of shape ${sizesText(input)}, which has ${channels} channels, and the filter ${sizesText(filter)} expects ${wanted}: TensorFlow.js throws. A filter is ${axisNames(rank).join(", ")}, input channels, output channels${name.startsWith("depthwise") ? " for each" : ""}.`,
        argumentRange(site, 1),
        site,
      );
    }
  }
  const padding = args[3]?.value;
  if (typeof padding !== "string" || padding === "same" || padding === "valid") return;
  report(
    site.scope.evaluation,
    "invalid-argument",
    "error",
    `The padding of tf.${name} is "${padding}"; it must be "same", "valid" or a number. TensorFlow.js takes lower case only.`,
    argumentRange(site, 3),
    lowerCaseRemedy(padding, argumentRange(site, 3)),
  );
}

function lowerCaseRemedy(padding: string, { start, end }: SourceRange): Problem["remedies"] {
  const lower = padding.toLowerCase();
  const range = { start: start + 1, end: end - 1 };
  if ((lower !== "same" && lower !== "valid") || range.end - range.start !== padding.length) return undefined;
  return [{ kind: "text", title: `Write "${lower}"`, safe: true, range, text: lower }];
}

function fits({ sizes }: DataTensor, { dims }: RankedShape): boolean {
  if (sizes.length !== dims.length) return false;
  return dims.every((dim, axis) => axis === 0 || (dimToNumber(dim) ?? sizes[axis]) === sizes[axis]);
}

function sizesText({ sizes }: DataTensor): string {
  return `[${sizes.join(", ")}]`;
}

function shapeText({ dims }: RankedShape): string {
  return `[${dims.map((dim, axis) => (axis === 0 ? "batch" : formatDim(dim))).join(", ")}]`;
}

/** The argument as it stands in the call; the whole call where it is spread from a list. */
function argumentRange({ node, range, scope }: CallSite, index: number): SourceRange {
  const list = ts.isCallExpression(node) ? node.arguments : undefined;
  let argument = list?.slice(0, index + 1).some(ts.isSpreadElement) ? undefined : list?.[index];
  while (argument && (ts.isAsExpression(argument) || ts.isParenthesizedExpression(argument)))
    argument = argument.expression;
  return argument ? rangeOf(scope.evaluation, argument) : range;
}

function tell(message: string, range: SourceRange, site: CallSite, remedies?: Problem["remedies"]): void {
  report(site.scope.evaluation, "tensor-does-not-fit", "error", message, range, remedies);
}

/** The batch axis in front, with brackets around what is more than a name or a call. */
function batchRemedy(site: CallSite): Problem["remedies"] {
  const { start, end } = argumentRange(site, 0);
  const argument = ts.isCallExpression(site.node) ? site.node.arguments[0] : undefined;
  const title = "Add the batch axis with expandDims(0)";
  if (argument && (ts.isIdentifier(argument) || ts.isCallExpression(argument))) {
    return [{ kind: "text", title, safe: false, range: { start: end, end }, text: ".expandDims(0)" }];
  }
  const behind = { start: end, text: ").expandDims(0)" };
  return [{ kind: "text", title, safe: false, range: { start, end: start }, text: "(", behind }];
}
