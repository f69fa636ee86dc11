/** Up-sampling that does not undo the down-sampling it answers: an odd size is halved, and its double is another size. */
import type { TransposedGeometry } from "../geometry/transposedGeometry.ts";
import { callKey } from "../graph/executionOrder.ts";
import type { LayerNode, TensorRef } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import type { LayerOperation } from "../layers/operation.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { type Dim, formatDim } from "../shape/dim.ts";
import { type AdvisedCall, type AdvisedModel, advise } from "./advisedModel.ts";
import { keepsPlaces } from "./channelLayout.ts";
import { slidingWindows } from "./positionsNeverRead.ts";

/** Layers that are looked through on the way back; an encoder and its decoder lie closer than that. */
const longestWay = 200;

/** What a layer does to one axis: divides or multiplies its size by `factor`. */
interface Resampled {
  readonly factor: number;
  readonly input: Dim;
  readonly output: Dim;
}

interface Pair {
  readonly up: AdvisedCall;
  readonly axis: number;
  readonly factor: number;
  readonly down: LayerNode;
  /** Sizes before, between and after, in positions. */
  readonly before: number;
  readonly between: number;
  readonly after: number;
}

export function sizeNotRestored(model: AdvisedModel): readonly Problem[] {
  const calls = new Map(model.calls.map((call) => [call.key, call]));
  return model.calls.flatMap((call) => {
    // Branches that do not fit are told of where they meet, with this as the cause.
    if (meetsOthers(call, model)) return [];
    const axes = upSampled(call.operation);
    for (const [axis, up] of axes.entries()) {
      const pair = up.factor > 1 ? findPair(call, axis, up, calls) : undefined;
      if (pair && pair.before !== pair.after) return [problemOf(pair, axes.length)];
    }
    return [];
  });
}

function meetsOthers({ layer }: AdvisedCall, { uses, analysis }: AdvisedModel): boolean {
  const consumers = uses[layer]?.consumers ?? [];
  return consumers.some((next) => analysis.graph.layers[next]?.calls.some(({ inputs }) => inputs.length > 1));
}

/** The down-sampling by the same factor whose output reaches this layer with its size unchanged. */
function findPair(
  up: AdvisedCall,
  axis: number,
  { factor, input, output }: Resampled,
  calls: ReadonlyMap<string, AdvisedCall>,
): Pair | undefined {
  let call: AdvisedCall | undefined = up;
  // Pairs between the two are passed over: what they halve they double again.
  let inner = 0;
  for (let steps = 0; steps < longestWay; steps++) {
    const source: TensorRef | undefined = call.sources[0];
    call = source && calls.get(callKey(source));
    if (!call) return undefined;
    const { operation, node } = call;
    const down = downSampled(operation)[axis];
    const between = upSampled(operation)[axis];
    if (between && between.factor > 1) inner++;
    else if (down && down.factor > 1) {
      if (inner-- === 0) return pairOf({ node, ...down }, { up, axis, factor, input, output });
    } else if (!down && !between && !passes(operation)) return undefined;
  }
  return undefined;
}

function pairOf(
  down: Resampled & { readonly node: LayerNode },
  { up, axis, factor, input, output }: Resampled & { readonly up: AdvisedCall; readonly axis: number },
): Pair | undefined {
  if (down.factor !== factor || down.input.kind !== "known" || down.output.kind !== "known") return undefined;
  if (input.kind !== "known" || output.kind !== "known") return undefined;
  // Something between the two has changed the size on purpose, or an inner pair has been told of.
  if (down.output.value !== input.value) return undefined;
  const sizes = { before: down.input.value, between: input.value, after: output.value };
  return { up, axis, factor, down: down.node, ...sizes };
}

function passes(operation: LayerOperation): boolean {
  return keepsPlaces(operation) || operation.op === "merge" || operation.op === "concatenate";
}

function upSampled(operation: LayerOperation): readonly Resampled[] {
  if (operation.op !== "transposedConvolution") return [];
  return operation.windows.map(({ stride, input, output }) => ({ factor: stride, input, output }));
}

function downSampled(operation: LayerOperation): readonly Resampled[] {
  return slidingWindows(operation).map(({ stride, input, output }) => ({ factor: stride, input, output }));
}

function problemOf({ up, axis, factor, down, before, between, after }: Pair, rank: number): Problem {
  const { node } = up;
  const name = axisNames(rank)[axis] ?? "axis";
  const difference = Math.abs(before - after);
  const remedy =
    after < before
      ? `Pad by ${difference} behind it, or use a kernel of ${before - (between - 1) * factor} with padding "valid"`
      : `Crop ${difference} behind it`;
  const message =
    `"${node.name}" makes ${after} of ${between} along the ${name}, and "${down.name}" made those ${between} of ${before}: ` +
    `a transposed convolution is not the inverse of the strided layer, which rounds down the same way for ${factor} ` +
    `different sizes. ${remedy}, if the two sizes have to be equal.`;
  const kernel = before - (between - 1) * factor;
  const alike = up.operation.op === "transposedConvolution" && allAlike(up.operation.windows);
  // With padding "valid" an output of i·s + max(k − s, 0) can have any size from i·s on.
  const remedies =
    alike && kernel >= factor
      ? [setting({ kernel_size: new Array<number>(rank).fill(kernel), padding: "valid" })]
      : [];
  return advise(node, { code: "size-not-restored", severity: "information", message, remedies });
}

function allAlike(windows: readonly TransposedGeometry[]): boolean {
  const [first] = windows;
  return windows.every(
    ({ input, stride, kernel, dilation, outputPadding }) =>
      formatDim(input) === formatDim(first?.input ?? input) &&
      stride === first?.stride &&
      kernel === first?.kernel &&
      dilation === 1 &&
      outputPadding === null,
  );
}
