/** The page of the bench: makes every contender for a workload, checks that they compute the same, and times them side by side. */
import type { Contender } from "../peers/contender.ts";
import { convLensContender } from "../peers/convLens.ts";
import { liteRtContender, startLiteRt } from "../peers/liteRt.ts";
import { onnxRuntimeContender, startOnnxRuntime } from "../peers/onnxRuntimeWeb.ts";
import { startTfjs, tfjsContender } from "../peers/tfjsWasm.ts";
import { isOwn } from "../summary.ts";
import type { Algorithm } from "../workloads/layers.ts";
import { macsOf, type Workload } from "../workloads/workload.ts";
import { interleave, type MeasureSettings } from "./interleave.ts";
import { type PeakProbe, startPeakProbe } from "./peakProbe.ts";
import { type ProfileRequest, profile, type StepTime } from "./profile.ts";

export interface PageRequest {
  readonly workload: Workload;
  readonly algorithms: readonly Algorithm[];
  readonly settings: MeasureSettings;
}

export interface PageResult {
  readonly macs: number;
  readonly contenders: readonly ContenderResult[];
  /** What the loop of multiply-adds alone reached, GMAC/s by round. */
  readonly peak: readonly number[];
  /** Rounds that count, and those that were disturbed; not `quiet` where so many were that all count. */
  readonly rounds: number;
  readonly disturbed: number;
  readonly quiet: boolean;
}

export interface ContenderResult {
  readonly name: string;
  /** Computations in one run. */
  readonly copies: number;
  /** GMAC/s by round. */
  readonly perRound: readonly number[];
  /** Largest difference from the first contender's result, as a share of the largest value. */
  readonly difference: number;
}

declare global {
  interface Window {
    readonly convLensBench: { start: typeof start; measure: typeof measure; profile: typeof profileSteps };
  }
}

let probe: PeakProbe | undefined;

async function start(modules: { relaxed: number[]; plain: number[] }): Promise<void> {
  probe = await startPeakProbe({
    relaxed: Uint8Array.from(modules.relaxed),
    plain: Uint8Array.from(modules.plain),
  });
  await startTfjs("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  startOnnxRuntime("/node_modules/onnxruntime-web/dist/");
  await startLiteRt("/node_modules/@litertjs/core/wasm/");
}

async function measure({ workload, algorithms, settings }: PageRequest): Promise<PageResult> {
  if (!probe) throw new Error("call start first");
  if (crossOriginIsolated) throw new Error("the page is isolated, which a webview is not");
  const contenders = await makeContenders(workload, algorithms);
  try {
    const results: Float32Array[] = [];
    for (const contender of contenders) results.push(await contender.result());
    const macs = macsOf(workload);
    const measurement = { macs, probe, settings };
    const { measured, ...trust } = await interleave(contenders, (name) => !isOwn(name), measurement);
    return {
      macs,
      ...trust,
      peak: measured.at(-1)?.perRound ?? [],
      contenders: contenders.map(({ name, copies }, index) => ({
        name,
        copies,
        perRound: measured[index]?.perRound ?? [],
        difference: relativeDifference(results[0], results[index]),
      })),
    };
  } finally {
    for (const contender of contenders) await contender.dispose();
  }
}

async function profileSteps(request: ProfileRequest): Promise<StepTime[]> {
  if (!probe) throw new Error("call start first");
  return profile(request, probe);
}

/** Peers with one copy, and with several where the cost of copying out is spread over them; the better one counts. */
async function makeContenders(workload: Workload, algorithms: readonly Algorithm[]): Promise<Contender[]> {
  const single = workload.nodes.length <= 2;
  const copies = single ? [1, 4] : [1];
  const contenders: Contender[] = [];
  for (const count of copies) {
    contenders.push(await onnxRuntimeContender(workload, count));
    contenders.push(await liteRtContender(workload, count));
  }
  const tfjs = tfjsContender(workload);
  if (tfjs) contenders.push(tfjs);
  for (const algorithm of algorithms) contenders.push(convLensContender(workload, algorithm));
  return contenders;
}

/** `NaN` where only a part of the result was read. */
function relativeDifference(truth: Float32Array | undefined, values: Float32Array | undefined): number {
  if (!truth || !values || truth.length !== values.length) return Number.NaN;
  let difference = 0;
  let largest = 0;
  for (const [at, value] of truth.entries()) {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - (values[at] ?? 0)));
  }
  return difference / largest;
}

Object.assign(window, { convLensBench: { start, measure, profile: profileSteps } });
