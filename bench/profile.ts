/** Where a model's time goes: `npm run bench -- profile resnet50`, or the path of a Keras JSON; `--algorithm direct`, `--steps 30`. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openBenchPage } from "./browser/benchPage.ts";
import { probeFlops } from "./page/peakProbe.ts";
import type { StepTime } from "./page/profile.ts";
import { kerasModel } from "./workloads/kerasModel.ts";
import { type Algorithm, layerGoals, winogradSizes } from "./workloads/layers.ts";
import { networkGoals } from "./workloads/networks.ts";

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    algorithm: { type: "string", default: "winograd2" },
    runs: { type: "string", default: "15" },
    /** Steps that are listed, the longest first. */
    steps: { type: "string", default: "40" },
  },
});
const algorithm = values.algorithm as Algorithm;
if (!(algorithm in winogradSizes)) throw new Error(`there is no algorithm ${algorithm}`);

const bench = await openBenchPage({ isolated: true });
try {
  for (const name of positionals) {
    const times = await bench.profile({ model: modelText(name), algorithm, runs: Number(values.runs) });
    console.log(formatProfile(name, times, Number(values.steps)));
  }
} finally {
  await bench.close();
}

function modelText(name: string): string {
  const goal = [...layerGoals, ...networkGoals].find(({ workload }) => workload.id === name);
  return goal ? kerasModel(goal.workload) : readFileSync(name, "utf8");
}

function formatProfile(name: string, times: readonly StepTime[], most: number): string {
  const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const probes = times.reduce((sum, step) => sum + step.probes, 0);
  const macs = times.reduce((sum, step) => sum + step.macs, 0);
  const byOperation = new Map<string, number>();
  for (const step of times)
    byOperation.set(step.operation, (byOperation.get(step.operation) ?? 0) + step.probes);
  const share = (part: number) => `${((part / probes) * 100).toFixed(1).padStart(5)} %`;
  const ofPeak = (step: Pick<StepTime, "macs" | "probes">) =>
    `${((step.macs / probeFlops / step.probes) * 100).toFixed(0).padStart(3)} % of peak`;
  const operations = [...byOperation]
    .sort(([, a], [, b]) => b - a)
    .map(([operation, part]) => `  ${share(part)}  ${operation}`);
  const steps = [...times]
    .sort((a, b) => b.probes - a.probes)
    .slice(0, most)
    .map((step) => {
      const layers =
        step.layers.length > 2 ? `${step.layers[0]} ... ${step.layers.at(-1)}` : step.layers.join(" ");
      const speed = step.macs > 0 ? ofPeak(step) : "".padStart(13);
      return `  ${share(step.probes)} ${step.milliseconds.toFixed(3).padStart(8)} ms ${speed}  ${step.shape.join("x").padEnd(15)} ${layers}: ${step.algorithm}`;
    });
  const head = `${name}: ${total.toFixed(1)} ms in ${times.length} steps, ${ofPeak({ macs, probes })}`;
  return [head, ...operations, "", ...steps, ""].join("\n");
}
