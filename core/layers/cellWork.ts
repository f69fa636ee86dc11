/** Steps of recurrent cells beside their matrix products: biases, activation functions, and products of gates and states. */
import { productCount } from "../cost/count.ts";
import { type Dim, formatDim, whyNotKnown } from "../shape/dim.ts";
import type { ElementaryWork } from "./layerInference.ts";
import type { RecurrentCell } from "./sequenceOperations.ts";

type CellFamily = RecurrentCell["kind"];

/**
 * Steps for each unit of the state. `simple`: one function. `lstm`: three gates, the candidate and the tanh of the memory
 * are functions, three products use the gates, and a sum makes the new memory. `gru`: two gates and the candidate are
 * functions, three products use the gates, `1 − z` and a sum make the new state.
 */
const stepsPerUnit: Readonly<Record<CellFamily, number>> = { simple: 1, lstm: 9, gru: 8 };

export interface CellSizes {
  readonly kind: CellFamily;
  /** Columns of the kernels: gates times units. */
  readonly columns: number;
  readonly units: number;
  /** Biases of each column: none, one, or one for the input and one for the state. */
  readonly biases: number;
  /** How often the cell runs: steps of the sequence, and positions of a picture. */
  readonly times: readonly Dim[];
}

export function cellWork({ kind, columns, units, biases, times }: CellSizes): ElementaryWork[] {
  const open = times.find((dim) => dim.kind !== "known");
  const reason =
    (open && whyNotKnown(open)) ??
    `depends on the number of steps, and ${open ? formatDim(open) : "none"} is free`;
  return [
    ...(biases > 0
      ? [{ label: "bias" as const, count: productCount(times, [columns, biases], reason) }]
      : []),
    { label: "elementwise", count: productCount(times, [units, stepsPerUnit[kind]], reason) },
  ];
}

/** How many biases each column has, by the shape of the bias weight. */
export function biasesOf(
  weights: readonly { readonly name: string; readonly shape: readonly number[] }[],
): number {
  const bias = weights.find(({ name }) => name.endsWith("bias"));
  return bias ? (bias.shape.length > 1 ? (bias.shape[0] ?? 1) : 1) : 0;
}
