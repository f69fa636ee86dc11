/** The settings of section `convlens` that features read, checked, with the defaults of the extension's manifest. */
import { type Budget, readBudget } from "../../core/budget/budget.ts";
import type { FreeSizes } from "../../core/graph/freeSizes.ts";
import { isConfigRecord, isText } from "../../protocol/checkedData.ts";
import type { FunctionChoices } from "../parse/tensorflowjs-code/language/programFunction.ts";
import { type RuleLevel, type RuleLevels, ruleLevels } from "../rules/chosenSeverities.ts";

export interface FeatureSettings {
  readonly inlayHints: {
    readonly outputShape: boolean;
    readonly parameters: boolean;
    readonly macs: boolean;
    readonly receptiveField: boolean;
    readonly parameterValues: boolean;
  };
  readonly codeLens: { readonly runLayer: boolean; readonly totals: boolean; readonly functions: boolean };
  readonly diagnostics: { readonly enabled: boolean; readonly advice: boolean };
  /** Severity by problem code, where it is not the rule's own. */
  readonly rules: RuleLevels;
  /** Numbers for free input sizes by file, see `freeSizesOf`. */
  readonly freeSizes: Readonly<Record<string, FreeSizes>>;
  /** What functions of code are shown for, by file and by function. */
  readonly functions: Readonly<Record<string, FunctionChoices>>;
  /** What models may cost, by file. */
  readonly budgets: Readonly<Record<string, Budget>>;
}

export const defaultSettings: FeatureSettings = {
  inlayHints: {
    outputShape: true,
    parameters: true,
    macs: true,
    receptiveField: false,
    parameterValues: true,
  },
  codeLens: { runLayer: true, totals: true, functions: true },
  diagnostics: { enabled: true, advice: true },
  rules: {},
  freeSizes: {},
  functions: {},
  budgets: {},
};

/** What a client sent for section `convlens`; anything that is missing or no boolean keeps its default. */
export function readSettings(sent: unknown): FeatureSettings {
  return {
    inlayHints: booleans(defaultSettings.inlayHints, field(sent, "inlayHints")),
    codeLens: booleans(defaultSettings.codeLens, field(sent, "codeLens")),
    diagnostics: booleans(defaultSettings.diagnostics, field(sent, "diagnostics")),
    rules: levels(field(sent, "rules")),
    freeSizes: sizesByFile(field(sent, "freeSizes")),
    functions: choicesByFile(field(sent, "functions")),
    budgets: Object.fromEntries(
      entriesOf(field(sent, "budgets")).map(([file, budget]) => [file, readBudget(budget).budget]),
    ),
  };
}

function booleans<T extends Readonly<Record<string, boolean>>>(defaults: T, sent: unknown): T {
  const read: Record<string, boolean> = { ...defaults };
  for (const name of Object.keys(defaults)) {
    const value = field(sent, name);
    if (typeof value === "boolean") read[name] = value;
  }
  return { ...defaults, ...read };
}

/** Names of no rule do no harm; what is no level is left out. */
function levels(sent: unknown): RuleLevels {
  const read = entriesOf(sent).flatMap(([code, value]): [string, RuleLevel][] => {
    const level = ruleLevels.find((each) => each === value);
    return level === undefined ? [] : [[code, level]];
  });
  return Object.fromEntries(read);
}

function sizesByFile(sent: unknown): Record<string, FreeSizes> {
  return Object.fromEntries(entriesOf(sent).map(([file, sizes]) => [file, sizesByName(sizes)]));
}

function choicesByFile(sent: unknown): Record<string, FunctionChoices> {
  return Object.fromEntries(
    entriesOf(sent).map(([file, functions]) => [
      file,
      Object.fromEntries(
        entriesOf(functions).flatMap(([name, choice]): [string, FunctionChoices[string]][] =>
          isText(choice) ? [[name, choice]] : isConfigRecord(choice) ? [[name, choice]] : [],
        ),
      ),
    ]),
  );
}

/** Only sizes a tensor can have: positive whole numbers. */
function sizesByName(sent: unknown): FreeSizes {
  const read = entriesOf(sent).flatMap(([name, size]): [string, number][] =>
    typeof size === "number" && Number.isSafeInteger(size) && size > 0 ? [[name, size]] : [],
  );
  return Object.fromEntries(read);
}

function entriesOf(sent: unknown): [string, unknown][] {
  return typeof sent === "object" && sent !== null ? Object.entries(sent) : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
