/** The command line's grammar: its commands, their options, and what a wrong argument comes to. */
import { Command, CommanderError } from "commander";
import { addCheckCommand } from "./check/checkCommand.ts";
import { addConvertCommand } from "./convert/convertCommand.ts";
import { addDiffCommand } from "./diff/diffCommand.ts";
import { exitDone, exitUnusable, UnusableInputError } from "./exitCode.ts";
import { addRunCommand } from "./run/runCommand.ts";
import type { CliStreams } from "./streams.ts";
import { addSummaryCommand } from "./summary/summaryCommand.ts";
import { packageVersion } from "./version.ts";

/** Runs one command line (without node and script) and returns its exit code; never throws for what a user gives. */
export async function runCli(args: readonly string[], streams: CliStreams): Promise<number> {
  let exitCode: number = exitDone;
  const program = createProgram(streams, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, program, streams);
  }
}

function createProgram(streams: CliStreams, setExitCode: (code: number) => void): Command {
  const program = new Command("convlens")
    .description("Shapes, parameters, MACs and feature maps of convolutional models, from their files.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: streams.err })
    .showSuggestionAfterError(true);
  addSummaryCommand(program, streams, setExitCode);
  addCheckCommand(program, streams, setExitCode);
  addDiffCommand(program, streams, setExitCode);
  addConvertCommand(program, streams, setExitCode);
  addRunCommand(program, streams, setExitCode);
  return program;
}

function exitCodeOf(error: unknown, program: Command, streams: CliStreams): number {
  if (error instanceof UnusableInputError) {
    streams.err(`convlens: ${error.message}\n`);
    return exitUnusable;
  }
  if (!(error instanceof CommanderError)) throw error;
  if (error.code === "commander.unknownCommand") {
    streams.err(`The commands there are: ${program.commands.map((each) => each.name()).join(", ")}.\n`);
  }
  // Help and version that were asked for are results; all else is a wrong argument.
  return error.exitCode === 0 ? exitDone : exitUnusable;
}
