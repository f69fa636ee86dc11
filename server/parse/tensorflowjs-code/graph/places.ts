/** Where in the document a layer or model is shown: at its own text, else at the call in the document that leads to it. */
import type { LayerOrigin, OriginCall } from "../../../../core/graph/modelGraph.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { fileNameOf } from "../../workspace/uri.ts";
import { lineEnd, lineOf, quotedText, rangeOf } from "../language/evaluation.ts";
import { lineInFile, textOfFile } from "../modules/fileText.ts";
import type { CallStep, Program } from "../modules/program.ts";
import type { LayerRecord } from "../tensorflow/records.ts";

/** A place that no offset is in, for what the document says nothing of. */
export const nowhere: SourceRange = { start: -1, end: -1 };

export interface Made {
  readonly range: SourceRange;
  readonly anchor: number;
  /** Calls that led to it. */
  readonly path: CallStep | undefined;
}

export interface Place {
  readonly range: SourceRange;
  readonly anchor: number;
  /** The call in the document, where its own text is elsewhere. */
  readonly step?: CallStep;
}

export function placeOf({ range, anchor, path }: Made, program: Program): Place | undefined {
  if (range.uri === undefined) return { range, anchor };
  for (let step = path; step; step = step.outer) {
    if (step.evaluation.uri !== undefined) continue;
    const call = rangeOf(step.evaluation, step.node);
    return { range: call, anchor: lineEnd(textOfFile(program, undefined), call.end), step };
  }
  return undefined;
}

/** For a layer that the document only uses: where it first does. */
export function placeOfUse({ calls }: LayerRecord, program: Program): Place | undefined {
  for (const { range, path } of calls) {
    const anchor = range.uri === undefined ? lineEnd(textOfFile(program, undefined), range.end) : -1;
    const place = placeOf({ range, path, anchor }, program);
    if (place) return place;
  }
  return undefined;
}

/** "`tf.layers.dense({ units })` (line 4)" */
export function expressionAt(program: Program, { start, end, uri }: SourceRange): string {
  const text = quotedText(textOfFile(program, uri), start, end);
  const file = uri === undefined ? "" : ` of ${fileNameOf(uri)}`;
  return `${text} (line ${lineInFile(program, uri, start)}${file})`;
}

/** Calls shown of a path, the innermost ones. */
const mostCalls = 8;

/** How it came about; `undefined` where its own line says all. */
export function originOf(
  { range, path }: Made,
  place: Place | undefined,
  program: Program,
): LayerOrigin | undefined {
  if (!path && range.uri === undefined) return undefined;
  const calls: OriginCall[] = [];
  for (let step = path; step && calls.length < mostCalls; step = step.outer) {
    calls.push(originCall(step));
  }
  const { uri } = range;
  const line = lineInFile(program, uri, range.start);
  return {
    calls,
    ...(uri === undefined ? {} : { elsewhere: { uri, line } }),
    ...(place?.step ? { call: callNumber(place.step, program) } : {}),
  };
}

/** All layers of one call share it. */
const originCalls = new WeakMap<CallStep, OriginCall>();

function originCall(step: CallStep): OriginCall {
  const known = originCalls.get(step);
  if (known) return known;
  const { name, evaluation, node, callee } = step;
  const { start, uri } = rangeOf(evaluation, node);
  const call: OriginCall = {
    name,
    line: lineOf(evaluation, node),
    start,
    ...(uri === undefined ? {} : { uri }),
    ...(callee && callee.evaluation.uri === undefined
      ? { callee: rangeOf(callee.evaluation, callee.node).start }
      : {}),
  };
  originCalls.set(step, call);
  return call;
}

/** A number for each run of a call, so that layers of one run can be told from those of the next. */
function callNumber(step: CallStep, { callNumbers }: Program): number {
  const known = callNumbers.get(step);
  if (known !== undefined) return known;
  callNumbers.set(step, callNumbers.size);
  return callNumbers.size - 1;
}
