/** ONNX Runtime Web, WebAssembly backend, one thread, all graph optimisations. */
import * as ort from "onnxruntime-web/wasm";
import { inputOf, outputSize, type Workload } from "../workloads/workload.ts";
import type { Contender } from "./contender.ts";
import { permute } from "./layouts.ts";
import { onnxModel } from "./onnxModel.ts";

export function startOnnxRuntime(wasmFolder: string): void {
  ort.env.wasm.wasmPaths = wasmFolder;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
}

export async function onnxRuntimeContender(workload: Workload, copies: number): Promise<Contender> {
  const session = await ort.InferenceSession.create(onnxModel(workload, copies), {
    executionProviders: ["wasm"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  const [height, width, channels] = workload.input;
  const values = permute(inputOf(workload), [height, width, channels], [2, 0, 1]);
  const x = new ort.Tensor("float32", values, [1, channels, height, width]);
  return {
    name: "onnxruntime-web",
    copies,
    run: async () => {
      await session.run({ x });
    },
    result: async () => {
      const outputs = Object.values(await session.run({ x }));
      return channelsLast(workload, outputs[0]?.data);
    },
    dispose: () => session.release(),
  };
}

function channelsLast(workload: Workload, data: unknown): Float32Array {
  const last = workload.nodes.at(-1);
  if (!last || !(data instanceof Float32Array)) throw new Error("ONNX Runtime gave no floats");
  const [height, width] = outputSize(last);
  return permute(data, [last.outputChannels, height, width], [1, 2, 0]);
}
