/** `convlens diff`: what changed between two models, layer by layer. */
import { type Command, Option } from "commander";
import { exitDone, exitFindings } from "../exitCode.ts";
import type { CliStreams } from "../streams.ts";
import { type InputSize, parseInputSize } from "../summary/inputSize.ts";
import { type DiffDocument, diffDocument } from "./diffDocument.ts";
import { formatDiffMarkdown, formatDiffText } from "./formatDiff.ts";
import { readSide } from "./readSide.ts";

type DiffFormat = "text" | "json" | "markdown";

interface DiffArguments {
  readonly exitCode?: boolean;
  readonly input?: InputSize;
  readonly format: DiffFormat;
}

/** Adds the command to the program. */
export function addDiffCommand(
  program: Command,
  streams: CliStreams,
  setExitCode: (code: number) => void,
): void {
  program
    .command("diff")
    .description("Compare two models: totals, and every layer that was added, taken out or changed.")
    .argument("<old>", "model file, or a version of one in Git such as HEAD:model.json")
    .argument("<new>", "the same")
    .option("--exit-code", "exit with 1 where the models differ")
    .option(
      "--input <sizes>",
      "sizes of the first input without the batch, such as 224x224x3, for both",
      parseInputSize,
    )
    .addOption(
      new Option("--format <format>", "form of the result")
        .choices(["text", "json", "markdown"])
        .default("text"),
    )
    .action((old: string, now: string, options: DiffArguments) => {
      const document = diffDocument(readSide(old, options.input), readSide(now, options.input));
      streams.out(formatted(document, options.format));
      setExitCode(options.exitCode && document.differs ? exitFindings : exitDone);
    });
}

function formatted(document: DiffDocument, format: DiffFormat): string {
  switch (format) {
    case "text":
      return formatDiffText(document);
    case "markdown":
      return formatDiffMarkdown(document);
    case "json":
      return `${JSON.stringify(document, null, 2)}\n`;
  }
}
