/** `convlens summary`: layers, parameters, MACs and fields of model files. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { NumberType } from "../../core/cost/numberType.ts";
import { convlensPreset } from "../../core/cost/presets/convlens.ts";
import type { CountingPreset } from "../../core/cost/presets/countingPreset.ts";
import { countingPresets, findCountingPreset } from "../../core/cost/presets/index.ts";
import { exitDone, exitUnusable } from "../exitCode.ts";
import { printable } from "../plainText.ts";
import type { CliStreams } from "../streams.ts";
import type { CountSettings } from "./countSettings.ts";
import { formatCsv } from "./formatCsv.ts";
import { formatMarkdown } from "./formatMarkdown.ts";
import { formatTable } from "./formatTable.ts";
import { type InputSize, parseInputSize } from "./inputSize.ts";
import { type SummarisedFile, summariseFile } from "./summariseFile.ts";
import type { FileSummary, ProblemEntry, SummaryDocument } from "./summaryDocument.ts";

type SummaryFormat = "table" | "json" | "markdown" | "csv";

interface SummaryArguments {
  readonly input?: InputSize;
  readonly dtype: NumberType;
  readonly preset: CountingPreset;
  readonly memory?: boolean;
  readonly format: SummaryFormat;
}

/** Problems of one file that are printed, the worst first. */
const problemLimit = 50;

/** Adds the command to the program. */
export function addSummaryCommand(
  program: Command,
  streams: CliStreams,
  setExitCode: (code: number) => void,
): void {
  program
    .command("summary")
    .description("List the layers of models with shapes, parameters, MACs and receptive fields.")
    .argument("<file...>", "model files: Keras JSON, TensorFlow.js model.json, TensorFlow.js code")
    .option(
      "--input <sizes>",
      "sizes of the first input without the batch, such as 224x224x3",
      parseInputSize,
    )
    .addOption(
      new Option("--preset <name>", `count by the rules of another tool as well: ${presetNames()}`)
        .argParser(parsePreset)
        .default(convlensPreset, convlensPreset.name),
    )
    .option("--memory", "columns of weights, outputs and MACs per byte in tables")
    .addOption(
      new Option("--dtype <type>", "type that bytes are counted for")
        .choices(["float32", "float16", "int8"])
        .default("float32"),
    )
    .addOption(
      new Option("--format <format>", "form of the result")
        .choices(["table", "json", "markdown", "csv"])
        .default("table"),
    )
    .action((files: string[], options: SummaryArguments) => {
      setExitCode(summarise(files, options, streams));
    });
}

function summarise(files: readonly string[], options: SummaryArguments, streams: CliStreams): number {
  const counting = { type: options.dtype, preset: options.preset, memory: options.memory === true };
  const settings = { counting, ...(options.input === undefined ? {} : { input: options.input }) };
  const summarised = files.map((file) => summariseFile(file, settings));
  streams.out(formatSummary(summarised, options.format, counting));
  for (const { summary } of summarised) reportProblems(summary, options.format, streams);
  return summarised.every(({ summary }) => summary.models.length > 0) ? exitDone : exitUnusable;
}

function formatSummary(
  files: readonly SummarisedFile[],
  format: SummaryFormat,
  counting: CountSettings,
): string {
  switch (format) {
    case "table":
      return formatTable(files, counting);
    case "markdown":
      return formatMarkdown(files, counting);
    case "csv":
      return formatCsv(files, counting);
    case "json": {
      const document: SummaryDocument = { schema: 1, files: files.map(({ summary }) => summary) };
      return `${JSON.stringify(document, null, 2)}\n`;
    }
  }
}

/** In JSON the problems of models are in the document; a file that cannot be used is always said. */
function reportProblems(summary: FileSummary, format: SummaryFormat, streams: CliStreams): void {
  if (format === "json" && summary.models.length > 0) return;
  // Hints are for an editor, where they stand at their place; JSON has them too.
  const told = summary.problems.filter(({ severity }) => severity !== "hint");
  const bySeverity = [...told].sort((a, b) => rankOf(a) - rankOf(b));
  const shown = bySeverity.slice(0, problemLimit);
  for (const problem of shown) streams.err(`${formatProblem(summary.file, problem)}\n`);
  const more = bySeverity.length - shown.length;
  if (more > 0) streams.err(`${printable(summary.file)}: ${more} more, which --format json lists\n`);
}

function rankOf({ severity }: ProblemEntry): number {
  return ["error", "warning", "information", "hint"].indexOf(severity);
}

/** `model.json:4:5: error: ... (code)`, lines and columns from one as compilers print them. */
function formatProblem(file: string, { code, severity, message, range }: ProblemEntry): string {
  if (code === "file-not-readable") return printable(`convlens: ${message}`);
  const { line, character } = range.start;
  return printable(`${file}:${line + 1}:${character + 1}: ${severity}: ${message} (${code})`);
}

function parsePreset(name: string): CountingPreset {
  const preset = findCountingPreset(name === "default" ? convlensPreset.name : name);
  if (preset) return preset;
  throw new InvalidArgumentError(`there is no counting preset '${name}'; there are ${presetNames()}.`);
}

function presetNames(): string {
  return countingPresets.map(({ name }) => name).join(", ");
}
