/** Why a call could not be worked out: the error that the analysis found there, or what it does not know. */
import type { Scope } from "./scope.ts";

export function reasonAt(scope: Scope, layer: number, call: number): string {
  const entry = scope.analysis.layers[layer];
  const problems = scope.analysis.problems.filter((problem) => problem.layer === entry?.node.name);
  const error = problems.find((problem) => problem.severity === "error") ?? problems[0];
  if (error) return error.message;
  const unknown = entry?.calls[call]?.inference?.unknown[0] ?? entry?.unknown[0];
  return unknown ? `${unknown.reason}.` : "the analysis could not work it out.";
}
