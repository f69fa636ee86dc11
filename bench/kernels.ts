/** Speed of the kernels in Chromium beside LiteRT.js, TensorFlow.js and ONNX Runtime Web: `npm run bench -- kernels [--only a,e1 [--replace]] [--rounds 9] [--gate]`. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { openBenchPage } from "./browser/benchPage.ts";
import type { PageResult } from "./page/main.ts";
import { type Report, replaceRows, writePerformancePage } from "./performancePage.ts";
import { formatRows, rowIds, summarise, type WorkloadSummary } from "./summary.ts";
import { type Algorithm, layerGoals } from "./workloads/layers.ts";
import { networkGoals } from "./workloads/networks.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    only: { type: "string" },
    // Puts the rows of `only` in the place of those that stand in the figures.
    replace: { type: "boolean", default: false },
    rounds: { type: "string", default: "9" },
    gate: { type: "boolean", default: false },
  },
});
const wanted = values.only?.split(",");
const allGoals = [...layerGoals, ...networkGoals];
const goals = allGoals.filter(({ workload }) => !wanted || wanted.includes(workload.id));
const rounds = Number(values.rounds);
const settings = { rounds, slices: 3, sliceMilliseconds: 4, warmUpMilliseconds: 350, extraRounds: rounds };

const bench = await openBenchPage();
const summaries: WorkloadSummary[] = [];
try {
  console.log(`${bench.browser} · ${bench.processor} · one thread, float32, batch 1, not isolated.
Speeds are medians over ${settings.rounds} interleaved rounds of the best of ${settings.slices} slices, so that other programs on the
machine disturb little; a round in which a peer is far off its median is measured anew. Only the ratios, taken round by round, are worth comparing between machines and moments.\n`);
  for (const goal of goals) {
    const algorithms = Object.keys(goal.goals) as Algorithm[];
    const result: PageResult = await bench.measure({ workload: goal.workload, algorithms, settings });
    const rows = summarise(goal, result);
    summaries.push(...rows);
    console.log(formatRows(rows));
  }
} finally {
  await bench.close();
}
const missed = summaries.filter(({ ratioToBestPeer, goal }) => ratioToBestPeer < goal * 0.9);
console.log(`\n${summaries.length - missed.length} of ${summaries.length} reach their goal less 10 %.`);
for (const { id, ratioToBestPeer, goal } of missed)
  console.log(`  ${id}: ${ratioToBestPeer.toFixed(2)} of ${goal} times the best peer`);
if (!wanted || values.replace) {
  const file = path.join(process.cwd(), "bench/results.json");
  const { browser, processor, peers } = bench;
  const measured = { browser, processor, peers, rows: summaries };
  const report = wanted ? replaceRows(readReport(file), measured, allGoals.flatMap(rowIds)) : measured;
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  writePerformancePage(path.join(process.cwd(), "docs/performance.md"), report);
}
if (values.gate && missed.length > 0) process.exitCode = 1;

function readReport(file: string): Report {
  return JSON.parse(readFileSync(file, "utf8")) as Report;
}
