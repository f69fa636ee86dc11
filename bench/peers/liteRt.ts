/** LiteRT.js: TensorFlow Lite with XNNPACK, WebAssembly, one thread. */
import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { inputOf, type Workload } from "../workloads/workload.ts";
import type { Contender } from "./contender.ts";
import { tfliteModel } from "./tfliteModel.ts";

export async function startLiteRt(wasmFolder: string): Promise<void> {
  await loadLiteRt(wasmFolder);
}

export async function liteRtContender(workload: Workload, copies: number): Promise<Contender> {
  const model = await loadAndCompile(tfliteModel(workload, copies), { accelerator: "wasm" });
  const input = new Tensor(inputOf(workload), [1, ...workload.input]);
  return {
    name: "litert",
    copies,
    run: async () => {
      for (const output of await model.run(input)) output.delete();
    },
    result: async () => {
      const outputs = await model.run(input);
      const data = Float32Array.from(await firstOf(outputs).data());
      for (const output of outputs) output.delete();
      return data;
    },
    dispose: () => {
      input.delete();
      model.delete();
    },
  };
}

function firstOf(outputs: readonly Tensor[]): Tensor {
  const [first] = outputs;
  if (!first) throw new Error("LiteRT gave no output");
  return first;
}
