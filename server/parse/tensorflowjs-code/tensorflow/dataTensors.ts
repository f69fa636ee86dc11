/** Tensors of data that a program makes (`tf.zeros`, `tf.tensor4d` ...), followed by their sizes alone. */
import type ts from "typescript";
import { type Evaluation, rangeOf, unknownAt } from "../language/evaluation.ts";
import { native } from "../language/native.ts";
import {
  type DataTensor,
  isKind,
  isUnknown,
  type NativeValue,
  newArray,
  type Slot,
  type Value,
} from "../language/values.ts";

/** More axes than TensorFlow.js has. */
const mostAxes = 6;

/** The functions of `tf` that make such a tensor from a shape or from values; `undefined` for other names. */
export function dataMaker(name: string): NativeValue | undefined {
  if (/^(?:zeros|ones|fill|randomNormal|randomUniform|truncatedNormal)$/.test(name)) {
    return native(name, ([shape], site) => made(sizesFrom(shape?.value), site.node, site.scope.evaluation));
  }
  if (/^tensor(?:[1-6]d)?$/.test(name)) {
    return native(name, ([values, shape], site) => {
      const sizes =
        shape?.value === undefined || shape.value === null
          ? sizesOfValues(values?.value)
          : sizesFrom(shape.value);
      return made(sizes, site.node, site.scope.evaluation);
    });
  }
  return undefined;
}

export function dataMember(tensor: DataTensor, key: string, node: ts.Node, evaluation: Evaluation): Value {
  const { sizes } = tensor;
  switch (key) {
    case "shape": {
      const range = rangeOf(evaluation, node);
      return newArray(sizes.map((value) => ({ value, range })));
    }
    case "rank":
      return sizes.length;
    case "size":
      return sizes.reduce((product, size) => product * size, 1);
    case "expandDims":
      return native(key, ([axis], site) => expanded(tensor, axis, site.node, evaluation));
    case "reshape":
      return native(key, ([shape], site) => made(reshaped(sizes, shape?.value), site.node, evaluation));
    case "toFloat":
    case "toInt":
    case "cast":
    case "asType":
    case "clone":
    case "neg":
    case "abs":
      return native(key, () => tensor);
    case "add":
    case "sub":
    case "mul":
    case "div":
      // With another tensor the sizes of both count.
      return native(key, ([other], site) =>
        typeof other?.value === "number"
          ? tensor
          : unknownAt(evaluation, site.node, "is not followed by ConvLens"),
      );
    case "dispose":
    case "print":
      return native(key, () => undefined);
    default:
      return unknownAt(evaluation, node, "is not followed by ConvLens");
  }
}

function made(sizes: readonly number[] | undefined, node: ts.Node, evaluation: Evaluation): Value {
  return sizes
    ? { kind: "data", sizes }
    : unknownAt(evaluation, node, "is a tensor whose shape is not known");
}

function expanded(tensor: DataTensor, axis: Slot | undefined, node: ts.Node, evaluation: Evaluation): Value {
  const given = axis?.value ?? 0;
  const { sizes } = tensor;
  if (typeof given !== "number" || !Number.isInteger(given) || sizes.length >= mostAxes)
    return unknownAt(evaluation, node, "is a tensor whose shape is not known");
  const place = given < 0 ? given + sizes.length + 1 : given;
  return made([...sizes.slice(0, place), 1, ...sizes.slice(place)], node, evaluation);
}

/** A shape as `tf.reshape` takes it, one size of which may be -1. */
function reshaped(sizes: readonly number[], shape: Value): readonly number[] | undefined {
  if (!isKind(shape, "array")) return undefined;
  const wanted = shape.items.map(({ value }) => value);
  const numbers = wanted.filter((size) => typeof size === "number");
  const open = numbers.indexOf(-1);
  if (numbers.length !== wanted.length || numbers.length > mostAxes) return undefined;
  if (open < 0) return sizesFrom(shape);
  const rest = numbers.reduce((product, size, axis) => (axis === open ? product : product * size), 1);
  const whole = sizes.reduce((product, size) => product * size, 1);
  return rest > 0 && whole % rest === 0
    ? numbers.map((size, axis) => (axis === open ? whole / rest : size))
    : undefined;
}

/** A list of sizes, or one number for one axis. */
function sizesFrom(shape: Value): readonly number[] | undefined {
  if (typeof shape === "number") return isSize(shape) ? [shape] : undefined;
  if (!isKind(shape, "array") || shape.rest || shape.items.length > mostAxes) return undefined;
  const sizes = shape.items.flatMap(({ value }) => (isSize(value) ? [value] : []));
  return sizes.length === shape.items.length ? sizes : undefined;
}

/** The shape of nested lists, as their first members say it. */
function sizesOfValues(values: Value): readonly number[] | undefined {
  const sizes: number[] = [];
  let inner = values;
  while (isKind(inner, "array") && sizes.length <= mostAxes) {
    sizes.push(inner.items.length);
    inner = inner.items[0]?.value;
  }
  // An empty list, or one of things that are not known, may hold lists.
  return isUnknown(inner) || inner === undefined || sizes.length > mostAxes ? undefined : sizes;
}

function isSize(value: Value): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
