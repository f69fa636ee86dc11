/** Automatic names, counted per prefix as TensorFlow.js counts them. */
import type { Evaluation } from "../language/evaluation.ts";

/** `dense_Dense1`, `conv2d_Conv2D2` ... */
export function automaticLayerName(evaluation: Evaluation, className: string): string {
  if (className === "InputLayer") return uniqueId(evaluation, "input");
  return `${snakeCaseOfClass(className)}_${uniqueId(evaluation, className)}`;
}

/** `model1` or `sequential_1`. */
export function automaticModelName(evaluation: Evaluation, kind: "sequential" | "functional"): string {
  return uniqueId(evaluation, kind === "sequential" ? "sequential_" : "model");
}

/** As TensorFlow.js turns class names: `Conv2DTranspose` becomes `conv2d_transpose`, `ReLU` becomes `re_lu`. */
export function snakeCaseOfClass(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function uniqueId(evaluation: Evaluation, prefix: string): string {
  const count = (evaluation.names.get(prefix) ?? 0) + 1;
  evaluation.names.set(prefix, count);
  return `${prefix}${count}`;
}
