/** Writes a .tflite file: the tables of the TensorFlow Lite schema that a graph of float operations needs. */
import { Builder } from "flatbuffers";

/** A table of builtin options: field number to value, with the schema's default. */
export interface OptionTable {
  /** Number in the schema's union BuiltinOptions. */
  readonly union: number;
  readonly fields: readonly OptionField[];
}

export type OptionField =
  | { readonly field: number; readonly int32: number; readonly default: number }
  | { readonly field: number; readonly int8: number };

export interface TfliteTensor {
  readonly shape: readonly number[];
  /** A constant's values; floats or 32-bit integers. */
  readonly data?: Float32Array | Int32Array;
}

export interface TfliteOperator {
  /** Number in the schema's enumeration BuiltinOperator. */
  readonly code: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: OptionTable;
}

/** Tensor 0 is the input. */
export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly outputs: readonly number[];
}

const schemaVersion = 3;

export function tfliteFile(graph: TfliteGraph): Uint8Array<ArrayBuffer> {
  const builder = new Builder(1 << 20);
  const buffers = [undefined, ...graph.tensors.flatMap(({ data }) => data ?? [])].map((data) =>
    bufferTable(builder, data),
  );
  const tensors = tensorTables(builder, graph.tensors);
  const codes = [...new Set(graph.operators.map(({ code }) => code))];
  const codeTables = codes.map((code) => operatorCodeTable(builder, code));
  const operators = graph.operators.map((operator) =>
    operatorTable(builder, operator, codes.indexOf(operator.code)),
  );
  const subgraph = table(builder, 5, {
    0: offsets(builder, tensors),
    1: integers(builder, [0]),
    2: integers(builder, graph.outputs),
    3: offsets(builder, operators),
    4: builder.createString("main"),
  });
  const codeList = offsets(builder, codeTables);
  const subgraphs = offsets(builder, [subgraph]);
  const description = builder.createString("ConvLens bench");
  const bufferList = offsets(builder, buffers);
  builder.startObject(5);
  builder.addFieldInt32(0, schemaVersion, 0);
  builder.addFieldOffset(1, codeList, 0);
  builder.addFieldOffset(2, subgraphs, 0);
  builder.addFieldOffset(3, description, 0);
  builder.addFieldOffset(4, bufferList, 0);
  builder.finish(builder.endObject(), "TFL3");
  return Uint8Array.from(builder.asUint8Array());
}

/** A buffer's bytes stand at a multiple of 16, as the schema demands. */
function bufferTable(builder: Builder, data: Float32Array | Int32Array | undefined): number {
  let vector = 0;
  if (data) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    builder.prep(16, bytes.length);
    vector = builder.createByteVector(bytes);
  }
  return table(builder, 1, vector ? { 0: vector } : {});
}

function tensorTables(builder: Builder, tensors: readonly TfliteTensor[]): number[] {
  const int32 = 2;
  let constants = 0;
  return tensors.map(({ shape, data }, index) => {
    const sizes = integers(builder, shape);
    const name = builder.createString(`t${index}`);
    if (data) constants += 1;
    builder.startObject(8);
    builder.addFieldOffset(0, sizes, 0);
    builder.addFieldInt8(1, data instanceof Int32Array ? int32 : 0, 0);
    builder.addFieldInt32(2, data ? constants : 0, 0);
    builder.addFieldOffset(3, name, 0);
    return builder.endObject();
  });
}

/** Field 0 is the older, one-byte form of the code. */
function operatorCodeTable(builder: Builder, code: number): number {
  builder.startObject(4);
  builder.addFieldInt8(0, Math.min(code, 127), 0);
  builder.addFieldInt32(2, 1, 0);
  builder.addFieldInt32(3, code, 0);
  return builder.endObject();
}

function operatorTable(builder: Builder, operator: TfliteOperator, codeIndex: number): number {
  const inputs = integers(builder, operator.inputs);
  const outputs = integers(builder, operator.outputs);
  const options = optionTable(builder, operator.options.fields);
  builder.startObject(5);
  builder.addFieldInt32(0, codeIndex, 0);
  builder.addFieldOffset(1, inputs, 0);
  builder.addFieldOffset(2, outputs, 0);
  builder.addFieldInt8(3, operator.options.union, 0);
  builder.addFieldOffset(4, options, 0);
  return builder.endObject();
}

function optionTable(builder: Builder, fields: readonly OptionField[]): number {
  builder.startObject(8);
  for (const entry of fields) {
    if ("int8" in entry) builder.addFieldInt8(entry.field, entry.int8, 0);
    else builder.addFieldInt32(entry.field, entry.int32, entry.default);
  }
  return builder.endObject();
}

function table(builder: Builder, fields: number, values: Readonly<Record<number, number>>): number {
  builder.startObject(fields);
  for (const [field, offset] of Object.entries(values)) builder.addFieldOffset(Number(field), offset, 0);
  return builder.endObject();
}

function integers(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addInt32(value);
  return builder.endVector();
}

function offsets(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) builder.addOffset(value);
  return builder.endVector();
}
