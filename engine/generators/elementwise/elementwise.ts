/** Code that works on one vector of floats after the other: of one tensor, several alike, or rows that share parameters. */
import { type Local, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { FunctionBuilder } from "../../emitter/functionBuilder.ts";
import { add, i32, increase, isBelow, multiply } from "../../emitter/integers.ts";
import { VectorCode } from "../../emitter/vectorCode.ts";
import {
  lanes,
  loadSplat,
  loadVector,
  type SimdLevel,
  storeVector,
  type Vector,
} from "../../emitter/vectors.ts";

const vectorBytes = lanes * 4;

/** Makes the result of the inputs' vectors. */
export type VectorBody = (code: VectorCode, inputs: readonly Local<"v128">[]) => Vector;

/**
 * `run(output, end, input0, input1 ...)`: addresses; `end` is behind the last float of the output. Whole vectors are written, up to
 * three floats beyond it.
 */
export function elementwise(simd: SimdLevel, inputs: number, body: VectorBody): FunctionBuilder {
  const names = Array.from({ length: inputs }, (_, index) => `input${index}`);
  const fn = new FunctionBuilder("run", ["output", "end", ...names]);
  const [output, end] = [fn.parameter("output"), fn.parameter("end")];
  const addresses = names.map((name) => fn.parameter(name));
  const turn = [
    ...vectorStep(
      new VectorCode(fn, simd),
      output,
      addresses.map((address) => loadVector(address)),
      body,
    ),
    ...addresses.map((address) => increase(address, vectorBytes)),
    increase(output, vectorBytes),
  ];
  fn.append(repeatWhile(turn, isBelow(output, end)));
  return fn;
}

/** Where the parameters of a row change: along it, one for each of its floats, or from row to row. */
export type ParameterAxis = "column" | "row";

/**
 * `run(output, input, columns, rows, parameter0 ...)`: rows of `columns` floats each; addresses of the parameters, of which there is
 * one a column or one a row. Rows are written in their order, each up to three floats beyond its end.
 */
export function rowwise(
  simd: SimdLevel,
  parameters: number,
  axis: ParameterAxis,
  body: VectorBody,
): FunctionBuilder {
  const names = Array.from({ length: parameters }, (_, index) => `parameter${index}`);
  const fn = new FunctionBuilder("run", ["output", "input", "columns", "rows", ...names]);
  const [output, input, columns, rows] = ["output", "input", "columns", "rows"].map((name) =>
    fn.parameter(name),
  ) as [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];
  const [at, from, end] = ["at", "from", "end"].map((name) => fn.local("i32", name)) as [
    Local<"i32">,
    Local<"i32">,
    Local<"i32">,
  ];
  const moving = names.map((name) => fn.local("i32", `${name}At`));
  const values =
    axis === "column"
      ? moving.map((address) => loadVector(address))
      : moving.map((address) => loadSplat(address));
  const inRow = axis === "column" ? moving.map((address) => increase(address, vectorBytes)) : [];
  const nextRow = axis === "row" ? names.map((name) => increase(fn.parameter(name), 4)) : [];
  const rowBytes = multiply(columns, i32(4));
  const vectors = repeatWhile(
    [
      ...vectorStep(new VectorCode(fn, simd), at, [loadVector(from), ...values], body),
      ...inRow,
      increase(from, vectorBytes),
      increase(at, vectorBytes),
    ],
    isBelow(at, end),
  );
  const row = [
    set(at, output),
    set(from, input),
    set(end, add(output, rowBytes)),
    ...moving.map((address, index) => set(address, fn.parameter(names[index] ?? ""))),
    vectors,
    ...nextRow,
    set(output, add(output, rowBytes)),
    set(input, add(input, rowBytes)),
    increase(rows, -1),
  ];
  fn.append(repeatWhile(row, rows));
  return fn;
}

function vectorStep(
  code: VectorCode,
  output: Local<"i32">,
  values: readonly Vector[],
  body: VectorBody,
): Statement[] {
  const inputs = values.map((value) => code.keep(value));
  const result = code.keep(body(code, inputs));
  return [...code.take(), storeVector(output, result, 0)];
}
