/** `convlens check`: problems of model files, and budgets, for people and for automatic checks. */
import { type Command, Option } from "commander";
import { exitDone, exitFindings, exitUnusable } from "../exitCode.ts";
import type { CliStreams } from "../streams.ts";
import { type InputSize, parseInputSize } from "../summary/inputSize.ts";
import { type CheckedFile, checkFile } from "./checkFile.ts";
import { formatCheckJson, formatCheckText, isFinding } from "./formatCheck.ts";
import { formatSarif } from "./formatSarif.ts";
import { readBudgets } from "./readBudgets.ts";

type CheckFormat = "text" | "json" | "sarif";

interface CheckArguments {
  readonly budget: readonly string[];
  readonly input?: InputSize;
  readonly format: CheckFormat;
}

/** Adds the command to the program. */
export function addCheckCommand(
  program: Command,
  streams: CliStreams,
  setExitCode: (code: number) => void,
): void {
  program
    .command("check")
    .description(
      "Report problems of models: exit code 1 for errors and passed budgets, 2 for files without a model.",
    )
    .argument("<file...>", "model files: Keras JSON, TensorFlow.js model.json, TensorFlow.js code")
    .addOption(
      new Option(
        "--budget <limits>",
        "limits such as parameters=5M or macs=600M, or a JSON file of them; may be repeated",
      )
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "none"),
    )
    .option(
      "--input <sizes>",
      "sizes of the first input without the batch, such as 224x224x3",
      parseInputSize,
    )
    .addOption(
      new Option("--format <format>", "form of the result")
        .choices(["text", "json", "sarif"])
        .default("text"),
    )
    .action((files: string[], options: CheckArguments) => {
      setExitCode(check(files, options, streams));
    });
}

function check(
  files: readonly string[],
  { budget, input, format }: CheckArguments,
  streams: CliStreams,
): number {
  const options = { budgets: readBudgets(budget), ...(input ? { input } : {}) };
  const checked = files.map((file) => checkFile(file, options));
  streams.out(formatted(checked, format));
  if (format !== "text") {
    for (const { unreadable } of checked)
      if (unreadable !== undefined) streams.err(`convlens: ${unreadable}\n`);
  }
  if (checked.some(({ analysis }) => analysis === null)) return exitUnusable;
  return checked.some(({ problems }) => problems.some(isFinding)) ? exitFindings : exitDone;
}

function formatted(files: readonly CheckedFile[], format: CheckFormat): string {
  switch (format) {
    case "text":
      return formatCheckText(files);
    case "json":
      return formatCheckJson(files);
    case "sarif":
      return formatSarif(files);
  }
}
