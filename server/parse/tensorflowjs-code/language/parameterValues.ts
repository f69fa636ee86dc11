/**
 * Values for the parameters of a function that nothing calls: those a person typed, else those noted in the comment before it,
 * else its own defaults; what has none stays free.
 */
import ts from "typescript";
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import type { ParameterValues, ShownParameter } from "../../../../protocol/parameterText.ts";
import type { Program } from "../modules/program.ts";
import { tensorOfGivenList } from "../tensorflow/givenTensors.ts";
import { tensorflowParameter } from "../tensorflow/tensorflowModule.ts";
import { valueOfData } from "./dataValue.ts";
import { rangeOf } from "./evaluation.ts";
import { notedValues } from "./notedValues.ts";
import { freeParameter } from "./openNumbers.ts";
import {
  describeParameter,
  describeParameters,
  type GivenValue,
  plainParameters,
  valueGiven,
} from "./programFunction.ts";
import type { Scope } from "./scope.ts";
import { type ArrayValue, type ClosureValue, isKind, newObject, type Slot, type Value } from "./values.ts";

export interface AloneCall {
  readonly args: Slot[];
  readonly parameters: readonly ShownParameter[];
}

/** What a function is called with. `from` is where a comment before it would end: its own start, or that of its class. */
export function argumentsFor({ node, scope }: ClosureValue, name: string, from?: ts.Node): AloneCall {
  const { evaluation } = scope;
  const typed = typedValues(evaluation.program, name) ?? {};
  const parameters = plainParameters(node);
  const names = describeParameters(node, { typed: {}, noted: {} }, evaluation).map((each) => each.name);
  const starts = [node, ...(from ? [from] : [])].map((each) => each.getStart(evaluation.sourceFile));
  const noted = Object.assign(
    {},
    ...starts.reverse().map((start) => notedValues(start, names, evaluation)),
  ) as Readonly<Record<string, ConfigData>>;
  const given = { typed, noted };
  const shown: ShownParameter[] = [];
  const args = parameters.map((parameter) => {
    const described = describeParameter(parameter, node, given, evaluation);
    shown.push(...described);
    const known = described.flatMap((each) => valueGiven(each.name, given) ?? []);
    return { value: argumentOf(parameter, known, scope), range: rangeOf(evaluation, parameter.name) };
  });
  return { args, parameters: shown };
}

function argumentOf(parameter: ts.ParameterDeclaration, known: readonly GivenValue[], scope: Scope): Value {
  const { evaluation } = scope;
  const { name } = parameter;
  const free = freeParameter(name, evaluation);
  const range = rangeOf(evaluation, name);
  if (ts.isIdentifier(name)) {
    const tensorflow = tensorflowParameter(name.text);
    if (tensorflow) return tensorflow;
    const whole = known.find((each) => each.name === name.text);
    if (whole) {
      const value = valueOfData(whole.value, range);
      return isKind(value, "array") ? listOrTensor(value, parameter, scope) : value;
    }
  }
  if (known.length === 0) return free;
  // Names that are not given are free, each with its own default.
  const object = newObject(
    known.map((each) => {
      const key = each.name.slice(each.name.lastIndexOf(".") + 1);
      return [key, { value: valueOfData(each.value, range), range }] as const;
    }),
  );
  object.rest = free;
  return object;
}

/** `x: tf.SymbolicTensor` given as sizes is a tensor; of a parameter without such a type that shows when a layer takes it. */
function listOrTensor(list: ArrayValue, { name, type }: ts.ParameterDeclaration, scope: Scope): Value {
  const { program, text } = scope.evaluation;
  program.givenLists.set(list, undefined);
  if (!type || !/Tensor/.test(text.slice(type.pos, type.end))) return list;
  const range = rangeOf(scope.evaluation, name);
  return tensorOfGivenList(list, { node: name, scope, range, nameRange: range });
}

/** What a person typed for a function. */
export function typedValues({ choices }: Program, name: string): ParameterValues | undefined {
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  return typeof choice === "object" ? choice : undefined;
}
