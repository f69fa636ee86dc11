/** Runs layers of a plan together where nobody asks for what lies between them: fewer passes over memory, and the same numbers. */
import type { KernelStep, PlanStep } from "../plan.ts";
import { type Joinable, type JoinKind, joinSteps } from "./joinSteps.ts";
import { layersOf, type WeightSource } from "./weightSource.ts";

/** Of a step that does the work of several layers. */
export interface Fusion {
  /** Names of the layers, in the order of the model. */
  readonly layers: readonly string[];
  readonly source: WeightSource;
  readonly kinds: readonly JoinKind[];
}

/** `asked`: values that are wanted as they are, whatever follows them. */
export function fuseSteps(
  steps: readonly PlanStep[],
  asked: ReadonlySet<number>,
  shapes: readonly (readonly number[])[],
): PlanStep[] {
  const uses = countUses(steps);
  /** Steps so far, `undefined` where one went into a later one, and the place of the step that makes a value. */
  const result: (PlanStep | undefined)[] = [];
  const placeOf = new Map<number, number>();
  for (const step of steps) {
    const [input = -1] = step.inputs;
    const place = placeOf.get(input);
    const before = place === undefined ? undefined : result[place];
    const free = step.inputs.length === 1 && uses.get(input) === 1 && !asked.has(input);
    const joined = free && before ? join(before, step, shapes) : undefined;
    if (joined && place !== undefined) result[place] = undefined;
    for (const output of step.outputs) placeOf.set(output, result.length);
    result.push(joined ?? step);
  }
  return result.filter((step) => step !== undefined);
}

function countUses(steps: readonly PlanStep[]): Map<number, number> {
  const uses = new Map<number, number>();
  for (const step of steps) for (const input of step.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  return uses;
}

function join(
  first: PlanStep,
  second: PlanStep,
  shapes: readonly (readonly number[])[],
): KernelStep | undefined {
  if (first.kind === "view" || second.kind === "view") return undefined;
  if (first.outputs.length !== 1 || second.outputs.length !== 1) return undefined;
  const joined = joinSteps(joinable(first, shapes), joinable(second, shapes));
  if (!joined) return undefined;
  const { operation, source, kind } = joined;
  return {
    ...second,
    operation,
    weights: layersOf(source).flatMap(({ weights }) => weights),
    inputs: first.inputs,
    fusion: {
      layers: [...layerNames(first), ...layerNames(second)],
      source,
      kinds: [...(first.fusion?.kinds ?? []), ...(second.fusion?.kinds ?? []), kind],
    },
  };
}

function joinable(step: KernelStep, shapes: readonly (readonly number[])[]): Joinable {
  const { operation, weights, key, fusion } = step;
  return {
    operation,
    source: fusion?.source ?? { kind: "layer", weights, key },
    inputShape: shapes[step.inputs[0] ?? -1] ?? [],
    outputShape: shapes[step.outputs[0] ?? -1] ?? [],
  };
}

function layerNames({ name, fusion }: KernelStep): readonly string[] {
  return fusion?.layers ?? [name];
}
