/** Writes a workload as a TensorFlow Lite model with constant weights; numbers are those of the TensorFlow Lite schema. */
import {
  type Activation,
  isWindow,
  outputSize,
  type WindowNode,
  type Workload,
  type WorkNode,
  weightsOf,
} from "../workloads/workload.ts";
import { permute } from "./layouts.ts";
import { type OptionField, type TfliteOperator, type TfliteTensor, tfliteFile } from "./tfliteFile.ts";

const operatorCodes = {
  add: 0,
  convolution: 3,
  depthwise: 4,
  dense: 9,
  maxPooling: 17,
  globalAverage: 40,
  slice: 65,
  transposed: 67,
};
const activationCodes: Readonly<Record<Activation, number>> = { linear: 0, relu: 1, relu6: 3 };

/** With several copies each result is cut to one element, so that copying out costs little. */
export function tfliteModel(workload: Workload, copies: number): Uint8Array<ArrayBuffer> {
  const graph = new GraphWriter(workload);
  const results = Array.from({ length: copies }, () => graph.compute());
  const outputs = copies === 1 ? results : results.map((result) => graph.firstElement(result));
  return tfliteFile({ tensors: graph.tensors, operators: graph.operators, outputs });
}

class GraphWriter {
  readonly tensors: TfliteTensor[];
  readonly operators: TfliteOperator[] = [];
  readonly #workload: Workload;

  constructor(workload: Workload) {
    this.#workload = workload;
    this.tensors = [{ shape: [1, ...workload.input] }];
  }

  /** All nodes once; the number of the last one's output. */
  compute(): number {
    const values: number[] = [];
    this.#workload.nodes.forEach((node, index) => {
      const inputs = node.inputs.map((input) => (input < 0 ? 0 : (values[input] ?? 0)));
      values.push(this.#write(node, index, inputs));
    });
    return values.at(-1) ?? 0;
  }

  firstElement(tensor: number): number {
    const rank = this.tensors[tensor]?.shape.length ?? 0;
    const constant = (value: number) =>
      this.#tensor(
        [rank],
        Int32Array.from({ length: rank }, () => value),
      );
    const inputs = [tensor, constant(0), constant(1)];
    const shape = Array.from({ length: rank }, () => 1);
    return this.#operator({ code: operatorCodes.slice, inputs, shape, union: 48, fields: [] });
  }

  #write(node: WorkNode, index: number, inputs: readonly number[]): number {
    if (isWindow(node)) return this.#writeWindow(node, index, inputs);
    const activation = { field: 0, int8: activationCodes[node.activation] };
    if (node.op === "add") {
      const shape = [1, node.height, node.width, node.outputChannels];
      return this.#operator({ code: operatorCodes.add, inputs, shape, union: 11, fields: [activation] });
    }
    const shape = [1, node.outputChannels];
    if (node.op === "globalAverage") {
      const axes = this.#tensor([2], Int32Array.of(1, 2));
      const code = operatorCodes.globalAverage;
      return this.#operator({ code, inputs: [...inputs, axes], shape, union: 27, fields: [] });
    }
    const weights = weightsOf(node, index);
    if (!weights) throw new Error("a dense node without weights");
    const { inputChannels, outputChannels } = node;
    const kernel = permute(weights.kernel, [inputChannels, outputChannels], [1, 0]);
    const operands = [
      ...inputs,
      this.#tensor([outputChannels, inputChannels], kernel),
      this.#tensor([outputChannels], weights.bias),
    ];
    return this.#operator({
      code: operatorCodes.dense,
      inputs: operands,
      shape,
      union: 8,
      fields: [activation],
    });
  }

  #writeWindow(node: WindowNode, index: number, inputs: readonly number[]): number {
    const shape = [1, ...outputSize(node), node.outputChannels];
    const strides: OptionField[] = [
      { field: 1, int32: node.stride, default: 0 },
      { field: 2, int32: node.stride, default: 0 },
    ];
    const activation = activationCodes[node.activation];
    if (node.op === "maxPooling") {
      const kernel: OptionField[] = [
        { field: 3, int32: node.kernel[1], default: 0 },
        { field: 4, int32: node.kernel[0], default: 0 },
        { field: 5, int8: activation },
      ];
      const fields = [...strides, ...kernel];
      return this.#operator({ code: operatorCodes.maxPooling, inputs, shape, union: 5, fields });
    }
    const weights = weightsOf(node, index);
    if (!weights) throw new Error("a convolution without weights");
    const bias = this.#tensor([node.outputChannels], weights.bias);
    const kernel = this.#kernel(node, weights.kernel);
    const code = operatorCodes[node.op];
    const input = inputs[0] ?? 0;
    if (node.op === "transposed") {
      const size = this.#tensor([4], Int32Array.from(shape));
      return this.#operator({ code, inputs: [size, kernel, input, bias], shape, union: 49, fields: strides });
    }
    const dilations = (first: number): OptionField[] => [
      { field: first, int32: node.dilation, default: 1 },
      { field: first + 1, int32: node.dilation, default: 1 },
    ];
    const operands = [input, kernel, bias];
    if (node.op === "depthwise") {
      const multiplier: OptionField = { field: 3, int32: 1, default: 0 };
      const fields = [...strides, multiplier, { field: 4, int8: activation }, ...dilations(5)];
      return this.#operator({ code, inputs: operands, shape, union: 2, fields });
    }
    const fields = [...strides, { field: 3, int8: activation }, ...dilations(4)];
    return this.#operator({ code, inputs: operands, shape, union: 1, fields });
  }

  /** Kernels are `[out, height, width, in]`, depthwise ones `[1, height, width, channels]`. */
  #kernel(node: WindowNode, kernel: Float32Array): number {
    const [height, width] = node.kernel;
    const { inputChannels, outputChannels } = node;
    if (node.op === "depthwise") return this.#tensor([1, height, width, inputChannels], kernel);
    if (node.op === "transposed") {
      const values = permute(kernel, [height, width, outputChannels, inputChannels], [2, 0, 1, 3]);
      return this.#tensor([outputChannels, height, width, inputChannels], values);
    }
    const inputsOfOne = inputChannels / node.groups;
    const values = permute(kernel, [height, width, inputsOfOne, outputChannels], [3, 0, 1, 2]);
    return this.#tensor([outputChannels, height, width, inputsOfOne], values);
  }

  #tensor(shape: readonly number[], data?: Float32Array | Int32Array): number {
    return this.tensors.push(data ? { shape, data } : { shape }) - 1;
  }

  #operator({ code, inputs, shape, union, fields }: OperatorSettings): number {
    const output = this.#tensor(shape);
    this.operators.push({ code, inputs, outputs: [output], options: { union, fields } });
    return output;
  }
}

interface OperatorSettings {
  readonly code: number;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly union: number;
  readonly fields: readonly OptionField[];
}
