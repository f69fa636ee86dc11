/** Writes a graph of ONNX operators with constant weights as the bytes of a model; field numbers are those of onnx.proto. */
import { Message } from "./protobuf.ts";

const elementType = { float: 1, int64: 7 };
const attributeType = { float: 1, integer: 2, integers: 7 };

/** A name and its shape; all values are float32. */
export type OnnxValue = readonly [name: string, shape: readonly number[]];

/** A number is an integer to ONNX unless it is said to be a float. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

export interface OnnxSignature {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly output: OnnxValue;
}

/** Operators and constants in the order in which they are added; each addition gives the name of its value. */
export class OnnxGraph {
  readonly #graph = new Message();
  #names = 0;

  floats(shape: readonly number[], values: ArrayLike<number>): string {
    return this.#initializer(shape, elementType.float, new Uint8Array(Float32Array.from(values).buffer));
  }

  integers(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
    return this.#initializer([values.length], elementType.int64, bytes);
  }

  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const name = this.#name();
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    node.text(2, name).text(3, name).text(4, op);
    for (const [key, value] of Object.entries(attributes)) node.message(5, attributeMessage(key, value));
    this.#graph.message(1, node);
    return name;
  }

  /** The bytes of the model, of operator set 13. */
  model({ name, inputs, output }: OnnxSignature): Uint8Array {
    this.#graph.text(2, name);
    for (const input of inputs) this.#graph.message(11, valueInfo(input));
    this.#graph.message(12, valueInfo(output));
    const operators = new Message().text(1, "").integer(2, 13);
    return new Message()
      .integer(1, 8)
      .text(2, "ConvLens")
      .message(7, this.#graph)
      .message(8, operators)
      .encode();
  }

  #initializer(shape: readonly number[], type: number, bytes: Uint8Array): string {
    const name = this.#name();
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    this.#graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, bytes));
    return name;
  }

  #name(): string {
    this.#names += 1;
    return `t${this.#names}`;
  }
}

function attributeMessage(name: string, value: OnnxAttribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, attributeType.integer);
  if ("float" in value) return message.float(2, value.float).integer(20, attributeType.float);
  for (const entry of value) message.integer(8, entry);
  return message.integer(20, attributeType.integers);
}

function valueInfo([name, shape]: OnnxValue): Message {
  const sizes = new Message();
  for (const size of shape) sizes.message(1, new Message().integer(1, size));
  const tensor = new Message().integer(1, elementType.float).message(2, sizes);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
