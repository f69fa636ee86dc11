/** TensorFlow.js with its WebAssembly backend, one thread: core operations with bias and activation fused. */
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import {
  type Activation,
  inputOf,
  isWindow,
  type NodeWeights,
  type WindowNode,
  type Workload,
  type WorkNode,
  weightsOf,
} from "../workloads/workload.ts";
import type { Contender } from "./contender.ts";

export async function startTfjs(wasmFolder: string): Promise<void> {
  setWasmPaths(wasmFolder);
  setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm") throw new Error(`TensorFlow.js chose ${tf.getBackend()}`);
}

/** `undefined` when TensorFlow.js has no operation for it: convolutions with groups. */
export function tfjsContender(workload: Workload): Contender | undefined {
  const steps = workload.nodes.map((node, index) => tfjsStep(node, weightsOf(node, index)));
  if (steps.includes(undefined)) return undefined;
  const picture = tf.tensor4d(inputOf(workload), [1, ...workload.input]);
  const compute = (): tf.Tensor =>
    tf.tidy(() => {
      const values: tf.Tensor[] = [];
      workload.nodes.forEach((node, index) => {
        const inputs = node.inputs.map((input) => (input < 0 ? picture : values[input]));
        const value = steps[index]?.(inputs as tf.Tensor4D[]);
        if (value) values.push(value);
      });
      const last = values.at(-1);
      if (!last) throw new Error(`${workload.id} has no node`);
      return last;
    });
  return {
    name: "tfjs-backend-wasm",
    copies: 1,
    run: () => compute().dispose(),
    result: async () => {
      const value = compute();
      const data = await value.data();
      value.dispose();
      return Float32Array.from(data);
    },
    dispose: () => picture.dispose(),
  };
}

type Step = (inputs: readonly tf.Tensor4D[]) => tf.Tensor;

function tfjsStep(node: WorkNode, weights: NodeWeights | undefined): Step | undefined {
  if (isWindow(node)) return windowStep(node, weights);
  if (node.op === "add") return ([a, b]) => activated(tf.add(only(a), only(b)), node.activation);
  if (node.op === "globalAverage")
    return ([a]) => tf.reshape(tf.mean(only(a), [1, 2]), [1, node.outputChannels]);
  if (!weights) return undefined;
  const kernel = tf.tensor2d(weights.kernel, [node.inputChannels, node.outputChannels]);
  const bias = tf.tensor1d(weights.bias);
  return ([a]) =>
    tf.fused.matMul({
      a: tf.reshape(only(a), [1, node.inputChannels]),
      b: kernel,
      bias,
      transposeA: false,
      transposeB: false,
    });
}

function windowStep(node: WindowNode, weights: NodeWeights | undefined): Step | undefined {
  const { kernel, stride, dilation, inputChannels, outputChannels } = node;
  if (node.op === "maxPooling") return ([x]) => tf.maxPool(only(x), [...kernel], stride, "same");
  if (!weights) return undefined;
  const bias = tf.tensor1d(weights.bias);
  if (node.op === "transposed") {
    const filter = tf.tensor4d(weights.kernel, [...kernel, outputChannels, inputChannels]);
    const shape: [number, number, number, number] = [
      1,
      node.height * stride,
      node.width * stride,
      outputChannels,
    ];
    return ([x]) =>
      activated(tf.add(tf.conv2dTranspose(only(x), filter, shape, stride, "same"), bias), node.activation);
  }
  const shared = {
    strides: stride,
    pad: "same" as const,
    dilations: dilation,
    bias,
    activation: node.activation,
  };
  if (node.op === "depthwise") {
    const filter = tf.tensor4d(weights.kernel, [...kernel, inputChannels, 1]);
    return ([x]) => tf.fused.depthwiseConv2d({ x: only(x), filter, ...shared });
  }
  if (node.groups > 1) return undefined;
  const filter = tf.tensor4d(weights.kernel, [...kernel, inputChannels, outputChannels]);
  return ([x]) => tf.fused.conv2d({ x: only(x), filter, ...shared });
}

function activated(value: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === "linear") return value;
  return activation === "relu" ? tf.relu(value) : tf.relu6(value);
}

function only(tensor: tf.Tensor4D | undefined): tf.Tensor4D {
  if (!tensor) throw new Error("an input is missing");
  return tensor;
}
