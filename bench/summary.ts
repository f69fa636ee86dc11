/** From the rounds of one workload to the row of the report. */
import type { PageResult } from "./page/main.ts";
import type { Goal } from "./workloads/layers.ts";

export interface WorkloadSummary {
  readonly id: string;
  readonly title: string;
  readonly contenders: Readonly<Record<string, Speed>>;
  /** Median over the rounds of the ratio to the best peer of the same round. */
  readonly ratioToBestPeer: number;
  readonly goal: number;
  /** Of what a loop of multiply-adds alone reached in the same rounds. */
  readonly fractionOfPeak: number;
  /** Largest difference of any result from ONNX Runtime's, as a share of the largest value. */
  readonly difference: number;
}

export interface Speed {
  readonly milliseconds: number;
  readonly gigaMacsPerSecond: number;
}

const own = /^convlens/;

export function summarise(goal: Goal, result: PageResult): WorkloadSummary {
  const peers = result.contenders.filter(({ name }) => !own.test(name));
  const ours = result.contenders.filter(({ name }) => own.test(name));
  const rounds = result.peak.map((_, round) => round);
  const best = (list: PageResult["contenders"], round: number) =>
    Math.max(...list.map(({ perRound }) => perRound[round] ?? 0));
  const named = result.contenders.map(({ name, copies, perRound }) => {
    const speed = median(perRound);
    const key = copies > 1 ? `${name}, ${copies} at once` : name;
    return [key, { milliseconds: result.macs / speed / 1e6, gigaMacsPerSecond: speed }] as const;
  });
  return {
    id: goal.workload.id,
    title: goal.workload.title,
    contenders: Object.fromEntries(named),
    ratioToBestPeer: median(rounds.map((round) => best(ours, round) / best(peers, round))),
    goal: goal.goals.direct,
    fractionOfPeak: median(rounds.map((round) => best(ours, round) / (result.peak[round] ?? Number.NaN))),
    difference: Math.max(
      ...result.contenders.map(({ difference }) => difference).filter((value) => !Number.isNaN(value)),
    ),
  };
}

export function formatRow(summary: WorkloadSummary): string {
  const speeds = Object.entries(summary.contenders).map(
    ([name, { milliseconds, gigaMacsPerSecond }]) =>
      `    ${name.padEnd(28)} ${milliseconds.toFixed(3).padStart(9)} ms ${gigaMacsPerSecond.toFixed(1).padStart(6)} GMAC/s`,
  );
  const ratio = `${summary.ratioToBestPeer.toFixed(2)} × the best peer (goal ${summary.goal})`;
  const share = `${(summary.fractionOfPeak * 100).toFixed(0)} % of peak`;
  const title = `${summary.id.padEnd(3)} ${summary.title}: ${ratio}, ${share}, results within ${summary.difference.toExponential(1)}`;
  return [title, ...speeds].join("\n");
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
