/** From the rounds of one workload to the row of the report. */
import { median } from "./median.ts";
import type { PageResult } from "./page/main.ts";
import type { Goal } from "./workloads/layers.ts";

export interface WorkloadSummary {
  /** The workload's, and the algorithm's where it is not the direct one: `a`, `a-winograd2`. */
  readonly id: string;
  readonly title: string;
  readonly contenders: Readonly<Record<string, Speed>>;
  /** The fastest of the others, by its median. */
  readonly bestPeer: string;
  /** Median of the rounds' own ratios to that peer. */
  readonly ratioToBestPeer: number;
  readonly goal: number;
  /** Of what a loop of multiply-adds alone reached in the same rounds; Winograd's algorithm can do more. */
  readonly fractionOfPeak: number;
  /** Largest difference of any result from ONNX Runtime's, as a share of the largest value. */
  readonly difference: number;
  /** Rounds that count, and rounds left out since another program disturbed them; not `quiet` where so many were disturbed that all count. */
  readonly rounds: number;
  readonly disturbed: number;
  readonly quiet: boolean;
}

export interface Speed {
  readonly milliseconds: number;
  readonly gigaMacsPerSecond: number;
}

/** Ids of the rows of a workload. */
export function rowIds({ workload, goals }: Goal): string[] {
  return Object.keys(goals).map((algorithm) => rowId(workload.id, algorithm));
}

function rowId(workload: string, algorithm: string): string {
  return algorithm === "direct" ? workload : `${workload}-${algorithm}`;
}

/** One row for each algorithm that has a goal. */
export function summarise({ workload, goals }: Goal, result: PageResult): WorkloadSummary[] {
  const speeds = result.contenders.map(({ name, copies, perRound }) => {
    const speed = median(perRound);
    const key = copies > 1 ? `${name}, ${copies} at once` : name;
    return [key, { milliseconds: result.macs / speed / 1e6, gigaMacsPerSecond: speed }] as const;
  });
  const peers = result.contenders.filter(({ name }) => !isOwn(name));
  const best = peers.reduce((a, b) => (median(b.perRound) > median(a.perRound) ? b : a));
  const differences = result.contenders.map(({ difference }) => difference);
  return Object.entries(goals).map(([algorithm, goal]) => {
    const own = result.contenders.find(({ name }) => name === `${ownName} ${algorithm}`);
    if (!own) throw new Error(`${workload.id} was not measured with ${algorithm}`);
    const ratioTo = (others: readonly number[]) =>
      median(own.perRound.map((speed, round) => speed / (others[round] ?? Number.NaN)));
    return {
      id: rowId(workload.id, algorithm),
      title: workload.title,
      contenders: Object.fromEntries(speeds),
      bestPeer: best.name,
      ratioToBestPeer: ratioTo(best.perRound),
      goal,
      fractionOfPeak: ratioTo(result.peak),
      difference: Math.max(...differences.filter((value) => !Number.isNaN(value))),
      rounds: result.rounds,
      disturbed: result.disturbed,
      quiet: result.quiet,
    };
  });
}

/** The contenders of one workload, then a line for each of its rows. */
export function formatRows(rows: readonly WorkloadSummary[]): string {
  const [first] = rows;
  if (!first) return "";
  const speeds = Object.entries(first.contenders).map(
    ([name, { milliseconds, gigaMacsPerSecond }]) =>
      `    ${name.padEnd(28)} ${milliseconds.toFixed(3).padStart(9)} ms ${gigaMacsPerSecond.toFixed(1).padStart(6)} GMAC/s`,
  );
  const results = rows.map(({ id, ratioToBestPeer, bestPeer, goal, fractionOfPeak }) => {
    const ratio = `${ratioToBestPeer.toFixed(2)} × ${bestPeer} (goal ${goal})`;
    return `  ${id}: ${ratio}, ${(fractionOfPeak * 100).toFixed(0)} % of peak`;
  });
  const title = `${first.title}, results within ${first.difference.toExponential(1)}`;
  const { rounds, disturbed, quiet } = first;
  const left = quiet ? "left out" : "too many to leave out";
  const trust = disturbed > 0 ? [`    ${rounds} rounds; ${disturbed} disturbed, ${left}`] : [];
  return [title, ...trust, ...speeds, ...results].join("\n");
}

/** How the names of ConvLens's own contenders begin. */
const ownName = "convlens";

export function isOwn(contender: string): boolean {
  return contender.startsWith(ownName);
}
