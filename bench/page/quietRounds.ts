/**
 * Which rounds to believe. Another program on the machine slows whoever runs at that moment, and the others of the same round not: their
 * ratio then tells of that program. What runs the same code in every round shows it, by a speed far from its own median.
 */
import { median } from "../median.ts";

/** A speed may be so much of its median off. */
const mostOff = 0.12;

/** `rounds` hold one speed a contender; `judging` are the numbers of those that tell. */
export function quietRounds(
  rounds: readonly (readonly number[])[],
  judging: readonly number[],
): (readonly number[])[] {
  const medians = new Map(
    judging.map((index) => [index, median(rounds.map((speeds) => speeds[index] ?? 0))]),
  );
  return rounds.filter((speeds) =>
    judging.every((index) => {
      const usual = medians.get(index) ?? Number.NaN;
      return Math.abs((speeds[index] ?? 0) - usual) <= mostOff * usual;
    }),
  );
}
