/** Activations that cost an instruction or two and are done before a result leaves its register. */
import { type Local, type Statement, set } from "../emitter/expression.ts";
import { maximumVectors, minimumVectors, vectorOf, zeroVector } from "../emitter/vectors.ts";

export type FusedActivation = "linear" | "relu" | "relu6";

export function activateVector(activation: FusedActivation, value: Local<"v128">): Statement[] {
  if (activation === "linear") return [];
  const positive = maximumVectors(value, zeroVector());
  return [set(value, activation === "relu" ? positive : minimumVectors(positive, vectorOf(6)))];
}
