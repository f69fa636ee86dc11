/** Walks a tensor together with a smaller one that is repeated along its axes of size 1. */
import { stridesOf } from "../tensor/tensor.ts";
import { finish, partWork } from "./parts.ts";

const visitsAtOnce = partWork / 8;

/**
 * Calls `visit(at, from)` for every element of `shape` in order, with the flat index `from` of the element of `small`
 * that stands for it. Both have the same rank; each axis of `small` is 1 or that of `shape`.
 */
export function broadcastWalk(
  shape: readonly number[],
  small: readonly number[],
  visit: (at: number, from: number) => void,
): void {
  finish(broadcastParts(shape, small, visit));
}

/** The same with a stop every now and then. */
export function* broadcastParts(
  shape: readonly number[],
  small: readonly number[],
  visit: (at: number, from: number) => void,
): Generator<void> {
  const steps = broadcastSteps(shape, small);
  const position = new Array<number>(shape.length).fill(0);
  const count = shape.reduce((a, b) => a * b, 1);
  let from = 0;
  for (let at = 0; at < count; at++) {
    if (at % visitsAtOnce === visitsAtOnce - 1) yield;
    visit(at, from);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (position[axis] as number) + 1;
      from += steps[axis] as number;
      if (next < (shape[axis] as number)) {
        position[axis] = next;
        break;
      }
      from -= next * (steps[axis] as number);
      position[axis] = 0;
    }
  }
}

/** Steps of the small tensor's index along each axis of the large one: 0 where it is repeated. */
export function broadcastSteps(shape: readonly number[], small: readonly number[]): number[] {
  const strides = stridesOf(small);
  return shape.map((_, axis) => (small[axis] === 1 ? 0 : (strides[axis] ?? 0)));
}

/** A shape with axes of size 1 put in behind the batch until it has `rank` axes, as Keras's merge layers do. */
export function alignRank(shape: readonly number[], rank: number): number[] {
  const missing = Math.max(rank - shape.length, 0);
  return [...shape.slice(0, 1), ...new Array<number>(missing).fill(1), ...shape.slice(1)];
}

/** A shape with axes of size 1 put in front until it has `rank` axes, as NumPy aligns. */
export function alignEnd(shape: readonly number[], rank: number): number[] {
  return [...new Array<number>(Math.max(rank - shape.length, 0)).fill(1), ...shape];
}

/** True when `small` can be repeated to `shape`. */
export function canBroadcast(shape: readonly number[], small: readonly number[]): boolean {
  const aligned = alignRank(small, shape.length);
  return aligned.length === shape.length && aligned.every((size, axis) => size === 1 || size === shape[axis]);
}
