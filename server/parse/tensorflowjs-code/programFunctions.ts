/** The functions of a document that make layers, with the calls that lead there in the runs that it is part of. */
import { type Evaluation, rangeOf } from "./language/evaluation.ts";
import { typedValues } from "./language/parameterValues.ts";
import {
  anchorOf,
  describeParameters,
  type FunctionCall,
  type ProgramFunction,
} from "./language/programFunction.ts";
import type { FunctionNode } from "./language/values.ts";
import { lineInFile } from "./modules/fileText.ts";
import type { Callee, CallStep } from "./modules/program.ts";

/** Functions told, and calls of one. */
const mostFunctions = 200;
const mostCalls = 100;

/** In the order of the text; `runs` begins with that of the document itself. */
export function programFunctions(runs: readonly Evaluation[]): readonly ProgramFunction[] {
  const [own] = runs;
  if (!own) return [];
  const called = calledFunctions(runs);
  const alone = own.alone.filter(({ node }) => node === undefined || !called.has(node));
  const functions = [
    ...alone.map(({ name, range, anchor, parameters }) => ({ name, range, anchor, parameters, calls: [] })),
    ...[...called.values()].map((found) => describe(found, own)),
  ];
  return functions
    .sort((a, b) => a.range.start - b.range.start)
    .slice(0, mostFunctions)
    .map((each): ProgramFunction => ({ ...each, shown: shownFor(each, own) }));
}

interface Called {
  readonly name: string;
  readonly callee: Callee;
  readonly calls: Map<string, FunctionCall>;
}

/** By what is called; of a class without a constructor, the class. */
function calledFunctions(runs: readonly Evaluation[]): Map<Callee["node"], Called> {
  const found = new Map<Callee["node"], Called>();
  const seen = new Set<CallStep>();
  for (const run of runs)
    for (const { path } of [...run.layers, ...run.models])
      for (let step = path; step && !seen.has(step); step = step.outer) {
        seen.add(step);
        noteCall(step, found);
      }
  return found;
}

function noteCall(step: CallStep, found: Map<Callee["node"], Called>): void {
  const { callee, node, evaluation, name } = step;
  if (!callee || callee.evaluation.uri !== undefined || callee.node === node) return;
  const called = found.get(callee.node) ?? { name, callee, calls: new Map<string, FunctionCall>() };
  found.set(callee.node, called);
  const { start, end, uri } = rangeOf(evaluation, node);
  const key = `${uri ?? ""} ${start}`;
  if (called.calls.has(key) || called.calls.size >= mostCalls) return;
  called.calls.set(key, {
    text: callText(evaluation.text, start, end),
    line: lineInFile(evaluation.program, uri, start),
    start,
    ...(uri === undefined ? {} : { uri }),
  });
}

const longestText = 80;

/** The call on one line. */
function callText(text: string, start: number, end: number): string {
  const written = text
    .slice(start, Math.min(end, start + 400))
    .trim()
    .replace(/\s+/g, " ");
  return written.length > longestText ? `${written.slice(0, longestText - 1)}…` : written;
}

function describe({ name, callee, calls }: Called, own: Evaluation) {
  const { node, evaluation } = callee;
  const given = { typed: typedValues(own.program, name) ?? {}, noted: {} };
  return {
    name,
    range: rangeOf(evaluation, node),
    anchor: anchorOf(node, evaluation),
    parameters: isFunction(node) ? describeParameters(node, given, evaluation) : [],
    calls: distinctTexts([...calls.values()].sort(byPlace)),
  };
}

function isFunction(node: Callee["node"]): node is FunctionNode {
  return "parameters" in node;
}

/** The document's own first. */
function byPlace(a: FunctionCall, b: FunctionCall): number {
  const [one = "", other = ""] = [a.uri, b.uri];
  return one === other ? a.start - b.start : one < other ? -1 : 1;
}

function distinctTexts(calls: readonly FunctionCall[]): readonly FunctionCall[] {
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const count = (counts.get(call.text) ?? 0) + 1;
    counts.set(call.text, count);
    return count === 1 ? call : { ...call, text: `${call.text} (${count})` };
  });
}

/** A choice of a call that is no longer there counts for nothing. */
function shownFor(
  { name, calls }: Pick<ProgramFunction, "name" | "calls">,
  { program }: Evaluation,
): ProgramFunction["shown"] {
  const { choices } = program;
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (typeof choice === "object" || calls.length === 0) return "values";
  return calls.find(({ text }) => text === choice) ?? "all";
}
