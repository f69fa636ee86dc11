/** Dot-product, concatenated and additive attention. */
import type { AttentionOperation } from "../../../core/layers/sequenceOperations.ts";
import { formatSizes, sameShape } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, type KernelRequest, weightData } from "../kernel.ts";
import { inParts, ranges } from "../parts.ts";
import { isStepThere } from "../recurrent/sequenceRun.ts";
import { softmaxRow } from "./softmaxRow.ts";

export const attentionReference: Kernel<AttentionOperation> = {
  refuse: ({ inputShapes: [query = [], value = [], key = value] }) => {
    const fits = query.at(-1) === key.at(-1) && key.at(-2) === value.at(-2);
    const leads =
      sameShape(query.slice(0, -2), value.slice(0, -2)) && sameShape(key.slice(0, -2), value.slice(0, -2));
    return fits && leads
      ? undefined
      : `The query ${formatSizes(query)}, value ${formatSizes(value)} and key ${formatSizes(key)} do not fit together.`;
  },
  scratchBytes: ({ inputShapes }) => 8 * (inputShapes[1]?.at(-2) ?? 0),
  ...inParts(attend),
};

function* attend(request: KernelRequest<AttentionOperation>): Generator<void> {
  const { operation, inputs, masks = [], output, furtherOutputs } = request;
  const query = inputTensor(request, 0);
  const value = inputTensor(request, 1);
  const key = inputs[2] ?? value;
  const [querySteps, valueSteps] = [query.shape.at(-2) ?? 0, value.shape.at(-2) ?? 0];
  const [features, width] = [query.shape.at(-1) ?? 0, value.shape.at(-1) ?? 0];
  const groups = query.data.length / (querySteps * features);
  const perExample = groups / (query.shape[0] ?? 1);
  const score = scoreOf(request);
  const scores = new Float64Array(valueSteps);
  // A function of its own, which is compiled sooner than a generator.
  const attendStep = (group: number, step: number): void => {
    const example = Math.floor(group / perExample);
    const from = (group * querySteps + step) * features;
    for (let other = 0; other < valueSteps; other++) {
      scores[other] = score(query.data, from, key.data, (group * valueSteps + other) * features, features);
    }
    softmaxRow(
      scores,
      (other) => isStepThere(masks[1], example, other) && !(operation.causal && other > step),
      // Keras takes 10⁹ off every score, which leaves none of the differences.
      1 / valueSteps,
    );
    furtherOutputs?.[0]?.data.set(scores, (group * querySteps + step) * valueSteps);
    const put = (group * querySteps + step) * width;
    const there = isStepThere(masks[0], example, step);
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let other = 0; other < valueSteps && there; other++) {
        sum += (scores[other] as number) * (value.data[(group * valueSteps + other) * width + i] as number);
      }
      output.data[put + i] = sum;
    }
  };
  for (let group = 0; group < groups; group++) {
    yield* ranges(querySteps, valueSteps * (features + width), (first, end) => {
      for (let step = first; step < end; step++) attendStep(group, step);
    });
  }
}

type Score = (query: Float32Array, from: number, key: Float32Array, at: number, count: number) => number;

function scoreOf({ operation, weights }: KernelRequest<AttentionOperation>): Score {
  const scale = operation.useScale ? weightData(weights, "scale") : undefined;
  const factor = scale?.[0] ?? 1;
  switch (operation.score) {
    case "dot":
      return (query, from, key, at, count) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += (query[from + i] as number) * (key[at + i] as number);
        return sum * factor;
      };
    case "concat": {
      const outer = weightData(weights, "concat_score_weight")[0] ?? 1;
      return (query, from, key, at, count) => {
        let sum = 0;
        for (let i = 0; i < count; i++)
          sum += Math.tanh(factor * ((query[from + i] as number) + (key[at + i] as number)));
        return sum * outer;
      };
    }
    case "additive":
      return (query, from, key, at, count) => {
        let sum = 0;
        for (let i = 0; i < count; i++)
          sum += (scale?.[i] ?? 1) * Math.tanh((query[from + i] as number) + (key[at + i] as number));
        return sum;
      };
  }
}
