/**
 * One axis of a receptive field, exactly: which input positions each output position spans. Behind layers that enlarge, outputs
 * side by side span different numbers of positions, so the spans of one period are kept, after which they repeat further along.
 */
import { greatestCommonDivisor } from "../shape/commonDivisor.ts";

/** First and last input position. */
export type PositionSpan = readonly [first: number, last: number];

export interface AxisField {
  /** The most input positions that one output spans. */
  readonly size: number;
  /** Input positions between the spans of neighbouring outputs, on average; below 1 behind a layer that enlarges. */
  readonly jump: number;
  /** First input position of output 0's span, or of the first output after it that reads any; negative in the padding. */
  readonly start: number;
  /** Spans of the outputs 0, 1, 2 ... of one period; `null` for one that reads nothing. */
  readonly spans: readonly (PositionSpan | null)[];
  /** How many input positions the next period lies further. */
  readonly shift: number;
  /** Whether no output's span starts or ends before that of the output before; not so behind some dilated transposed layers. */
  readonly ordered: boolean;
}

/** Positions that an output reads of the tensor before it: `first`, `first + step` ..., `count` of them. */
export interface ReadPositions {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** How a layer reads: outputs `n + outputs` read what output `n` reads, `inputs` positions further. */
export interface Reading {
  readonly outputs: number;
  readonly inputs: number;
  readonly reads: (output: number) => ReadPositions;
}

/** Longer periods are not carried on: nobody draws such models, and a hostile file could make them grow for ever. */
const longestPeriod = 4096;
/** The same where each span takes as many steps as there are spans. */
const longestUnordered = 256;

/** A tensor's own positions. */
export const unitAxis: AxisField = { size: 1, jump: 1, start: 0, spans: [[0, 0]], shift: 1, ordered: true };

/** The input positions that an output spans; `null` where it reads none. */
export function spanAt({ spans, shift }: AxisField, output: number): PositionSpan | null {
  const turns = Math.floor(output / spans.length);
  const span = spans[output - turns * spans.length];
  return span ? [span[0] + turns * shift, span[1] + turns * shift] : null;
}

/** The field behind a layer; `undefined` where it has too long a period, or numbers that are not exact. */
export function axisBehind(axis: AxisField, { outputs, inputs, reads }: Reading): AxisField | undefined {
  const periods = axis.spans.length / greatestCommonDivisor(axis.spans.length, inputs);
  const length = outputs * periods;
  if (!(length <= (axis.ordered ? longestPeriod : longestUnordered))) return undefined;
  const spans = Array.from({ length }, (_, output) => spanOver(axis, reads(output)));
  return axisOf(spans, axis.shift * ((inputs * periods) / axis.spans.length));
}

/** The smallest field that holds all of them, of one layer's inputs. */
export function hullOfAxes(axes: readonly AxisField[]): AxisField | undefined {
  const [first, ...rest] = axes;
  // One after the other, since a file can merge more tensors than a call can have arguments.
  return rest.reduce<AxisField | undefined>((hull, axis) => hull && hullOfTwo(hull, axis), first);
}

function hullOfTwo(a: AxisField, b: AxisField): AxisField | undefined {
  if (a === b) return a;
  // Spans with different jumps drift apart: those of the first outputs are kept, with the larger jump.
  const length = a.jump === b.jump ? leastMultiple(a.spans.length, b.spans.length) : wider(a, b).spans.length;
  if (!(length <= longestPeriod)) return undefined;
  const spans = Array.from({ length }, (_, output) => hullOfSpans(spanAt(a, output), spanAt(b, output)));
  const { shift, spans: own } = wider(a, b);
  return axisOf(spans, (shift * length) / own.length);
}

function wider(a: AxisField, b: AxisField): AxisField {
  return b.jump > a.jump ? b : a;
}

function hullOfSpans(a: PositionSpan | null, b: PositionSpan | null): PositionSpan | null {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

function axisOf(spans: readonly (PositionSpan | null)[], shift: number): AxisField | undefined {
  let size = 0;
  let before: PositionSpan | undefined;
  let ordered = true;
  let first: PositionSpan | undefined;
  for (const span of spans) {
    if (!span) continue;
    if (before && (span[0] < before[0] || span[1] < before[1])) ordered = false;
    before = span;
    first ??= span;
    size = Math.max(size, span[1] - span[0] + 1);
  }
  // The next period follows the last span.
  if (!first || !before) return undefined;
  if (first[0] + shift < before[0] || first[1] + shift < before[1]) ordered = false;
  const [start] = first;
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(start) && Number.isSafeInteger(shift)))
    return undefined;
  return { size, jump: shift / spans.length, start, spans, shift, ordered };
}

/** The span of all positions read; those of a later period lie further on, so one period from each end decides. */
function spanOver(axis: AxisField, { first, step, count }: ReadPositions): PositionSpan | null {
  const tried = Math.min(count, axis.spans.length);
  let front: PositionSpan | null = null;
  let back: PositionSpan | null = null;
  for (let tap = 0; tap < tried && !(axis.ordered && front && back); tap++) {
    const [next, last] = [spanAt(axis, first + tap * step), spanAt(axis, first + (count - 1 - tap) * step)];
    front = axis.ordered ? (front ?? next) : hullOfSpans(front, next);
    back = axis.ordered ? (back ?? last) : hullOfSpans(back, last);
  }
  return hullOfSpans(front, back);
}

function leastMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}
