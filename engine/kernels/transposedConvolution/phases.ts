/**
 * A transposed convolution as small convolutions at stride 1, one a phase: all output positions with the same remainder by the
 * stride read the same taps, at input positions that move on by one. No zero between strides is ever multiplied.
 */
import type { Triple } from "../spatialGrid.ts";
import type { WindowAxes } from "../windowAxes.ts";

export interface Phase {
  /** First output position on each axis, and how many there are, a stride apart. */
  readonly first: Triple;
  readonly outputs: Triple;
  /** Kernel taps on each axis, in the order of the input positions they read. */
  readonly taps: readonly [readonly number[], readonly number[], readonly number[]];
  /** Input position of the first tap at the first output, which may lie before the input, and positions between taps. */
  readonly start: Triple;
  readonly step: Triple;
}

/** Phases that have output positions; `axes` are those of the transposed window. */
export function transposedPhases(axes: WindowAxes, outputSizes: Triple): Phase[] {
  const [planes, rows, columns] = ([0, 1, 2] as const).map((axis) =>
    axisPhases(axes, axis, outputSizes[axis]),
  );
  return (planes ?? []).flatMap((plane) =>
    (rows ?? []).flatMap((row) => (columns ?? []).map((column) => join(plane, row, column))),
  );
}

/** Zeros that the input needs on each axis so that every tap of every phase finds a value. */
export function phasePadding(
  phases: readonly Phase[],
  inputSizes: Triple,
): { before: Triple; after: Triple } {
  const most = (axis: 0 | 1 | 2, overhang: (phase: Phase, last: number) => number) =>
    Math.max(
      0,
      ...phases
        .filter(({ taps }) => taps.every((list) => list.length > 0))
        .map((phase) =>
          overhang(phase, phase.start[axis] + (phase.taps[axis].length - 1) * phase.step[axis]),
        ),
    );
  const before = (axis: 0 | 1 | 2) => most(axis, (phase) => -phase.start[axis]);
  const after = (axis: 0 | 1 | 2) =>
    most(axis, (phase, last) => last + phase.outputs[axis] - inputSizes[axis]);
  return { before: [before(0), before(1), before(2)], after: [after(0), after(1), after(2)] };
}

interface AxisPhase {
  readonly first: number;
  readonly outputs: number;
  readonly taps: readonly number[];
  readonly start: number;
  readonly step: number;
}

/** Output `o` reads input `(o + crop - tap·dilation) / stride` for the taps where that is whole. */
function axisPhases(axes: WindowAxes, axis: 0 | 1 | 2, size: number): AxisPhase[] {
  const [stride, dilation, crop] = [axes.stride[axis], axes.dilation[axis], axes.offset[axis]];
  const phases: AxisPhase[] = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const position = (tap: number) => (first + crop - tap * dilation) / stride;
    const taps = Array.from({ length: axes.kernel[axis] }, (_, tap) => tap)
      .filter((tap) => Number.isInteger(position(tap)))
      .reverse();
    const [tap = 0, next] = taps;
    phases.push({
      first,
      outputs: Math.ceil((size - first) / stride),
      taps,
      start: taps.length > 0 ? position(tap) : 0,
      step: next === undefined ? 0 : position(next) - position(tap),
    });
  }
  return phases;
}

function join(plane: AxisPhase, row: AxisPhase, column: AxisPhase): Phase {
  return {
    first: [plane.first, row.first, column.first],
    outputs: [plane.outputs, row.outputs, column.outputs],
    taps: [plane.taps, row.taps, column.taps],
    start: [plane.start, row.start, column.start],
    step: [plane.step, row.step, column.step],
  };
}
