/** Command "Show Function For": asks what a function of code is shown for, one of its calls or values, and keeps it in the settings. */
import * as vscode from "vscode";
import type { ShownFunction } from "../protocol/language.ts";
import {
  exampleFor,
  type ParameterValues,
  parametersText,
  readParametersOf,
} from "../protocol/parameterText.ts";
import { keepForFile } from "./fileSetting.ts";
import type { LanguageService } from "./languageService.ts";

const setting = "functions";

/** For the function of that name, else for the one at the cursor, else for one that is picked. */
export async function setFunction(
  service: LanguageService,
  address?: unknown,
  name?: unknown,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = typeof address === "string" ? vscode.Uri.parse(address) : editor?.document.uri;
  const functions = uri ? await service.functions(uri.toString()) : [];
  if (!uri || functions.length === 0) {
    void vscode.window.showInformationMessage(
      "ConvLens finds no function in the active editor that makes layers.",
    );
    return;
  }
  const line = editor?.document.uri.toString() === uri.toString() ? editor.selection.active.line : undefined;
  const chosen =
    functions.find((each) => each.name === name) ??
    (typeof name === "string" ? undefined : (functionAt(functions, line) ?? (await pickFunction(functions))));
  if (!chosen) return;
  const choice = chosen.calls.length > 0 ? await pickCall(chosen) : await askValues(chosen);
  if (choice !== undefined) await keep(uri, functions, chosen, choice);
}

/** The innermost one around a line. */
function functionAt(
  functions: readonly ShownFunction[],
  line: number | undefined,
): ShownFunction | undefined {
  return functions.findLast(
    ({ range }) => line !== undefined && range.start.line <= line && line <= range.end.line,
  );
}

async function pickFunction(functions: readonly ShownFunction[]): Promise<ShownFunction | undefined> {
  const items = functions.map((each) => ({
    label: each.name,
    description: `line ${each.range.start.line + 1}`,
    each,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Which function?" }))?.each;
}

/** A choice; `null` for none, so that everything is shown; `undefined` where nothing is to change. */
type Choice = string | ParameterValues | null | undefined;

async function pickCall(shown: ShownFunction): Promise<Choice> {
  const { name, calls, choice } = shown;
  const mark = (isChosen: boolean) => (isChosen ? "shown now" : "");
  const all = {
    label: calls.length === 1 ? "The call" : `All ${calls.length} calls`,
    description: mark(choice === undefined),
    choose: async (): Promise<Choice> => null,
  };
  const single = calls.map(({ text, place }) => ({
    label: text,
    description: [place, mark(choice === text)].filter((part) => part !== "").join(" · "),
    choose: async (): Promise<Choice> => text,
  }));
  const values = {
    label: "Values that I type…",
    description: typeof choice === "object" ? `${parametersText(choice)} · shown now` : "",
    choose: () => askValues(shown),
  };
  const items = [all, ...(calls.length > 1 ? single : []), ...(shown.parameters.length > 0 ? [values] : [])];
  const picked = await vscode.window.showQuickPick(items, {
    title: `Layers in ${name} are shown for`,
    placeHolder: "A call, or values for its parameters",
  });
  return picked?.choose();
}

async function askValues({ name, parameters, choice }: ShownFunction): Promise<Choice> {
  const typed = await vscode.window.showInputBox({
    title: `Values for the parameters of ${name}: ${parameters.map((each) => each.name).join(", ")}`,
    prompt: "Hints in the function are shown for these values; the file stays as it is. Empty forgets them.",
    placeHolder: exampleFor(parameters),
    value: typeof choice === "object" ? parametersText(choice) : "",
    validateInput: (text) => readParametersOf(text, parameters).message,
  });
  if (typed === undefined) return undefined;
  const { values, message } = readParametersOf(typed, parameters);
  if (message !== undefined) return undefined;
  return Object.keys(values).length === 0 ? null : values;
}

/** Choices of functions that are no longer there are forgotten with it. */
async function keep(
  uri: vscode.Uri,
  functions: readonly ShownFunction[],
  chosen: ShownFunction,
  choice: string | ParameterValues | null,
): Promise<void> {
  const others = functions.flatMap((each) =>
    each.name === chosen.name || each.choice === undefined ? [] : [[each.name, each.choice] as const],
  );
  const all = [...others, ...(choice === null ? [] : [[chosen.name, choice] as const])];
  await keepForFile(setting, uri, all.length === 0 ? undefined : Object.fromEntries(all));
}
