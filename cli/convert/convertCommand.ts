/** `convlens convert`: a model as Keras JSON, as TensorFlow.js model.json, or as TensorFlow.js code. */
import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../core/shape/shape.ts";
import { analysisOf } from "../../server/analysis/analysis.ts";
import { diagnostics } from "../../server/features/diagnostics.ts";
import { readDocument } from "../../server/parse/readDocument.ts";
import { CannotWriteError, type WriteTarget, writeModel, writeTargets } from "../../server/write/index.ts";
import { exitDone, UnusableInputError } from "../exitCode.ts";
import { type ModelFile, readModelFile } from "../modelFile.ts";
import { printable } from "../plainText.ts";
import type { CliStreams } from "../streams.ts";

interface ConvertArguments {
  readonly to: WriteTarget;
  readonly model?: string;
  readonly out?: string;
}

/** Adds the command to the program. */
export function addConvertCommand(
  program: Command,
  streams: CliStreams,
  setExitCode: (code: number) => void,
): void {
  program
    .command("convert")
    .description("Write a model anew for Keras 3 or TensorFlow.js, without its weights.")
    .argument("<file>", "model file")
    .addOption(
      new Option("--to <form>", "form of the new file").choices([...writeTargets]).makeOptionMandatory(),
    )
    .option("--model <name>", "model, in a file of several")
    .option("--out <file>", "file to write; standard output where it is left out")
    .action((file: string, options: ConvertArguments) => {
      convert(file, options, streams);
      setExitCode(exitDone);
    });
}

function convert(file: string, { to, model: wanted, out }: ConvertArguments, streams: CliStreams): void {
  const read = readModelFile(file);
  const analysis = chosenModel(read, wanted);
  const text = written(file, analysis, to);
  if (out === undefined) streams.out(text);
  else writeOut(out, text);
  for (const line of remarks(analysis, text, to)) streams.err(`${printable(line)}\n`);
  if ((read.manifest ?? []).length > 0) {
    streams.err(
      "The weights of the model.json are not carried over: load them into the new model by layer name.\n",
    );
  }
}

function chosenModel(read: ModelFile, wanted: string | undefined): ModelAnalysis {
  const { file, text, problems } = read;
  if (read.models.length === 0)
    throw new UnusableInputError(`${file}: ${problems[0]?.message ?? "there is no model in it"}`);
  const { models } = analysisOf({ uri: file, version: 0, languageId: "", text }, read);
  const names = models.map(({ graph }) => graph.name);
  const chosen =
    wanted === undefined
      ? models.length === 1
        ? models[0]
        : undefined
      : models.find(({ graph }) => graph.name === wanted);
  if (chosen) return chosen;
  throw new UnusableInputError(
    wanted === undefined
      ? `${file} holds ${models.length} models; choose one with --model: ${names.join(", ")}.`
      : `${file} holds no model "${wanted}"; there are ${names.join(", ")}.`,
  );
}

function written(file: string, analysis: ModelAnalysis, to: WriteTarget): string {
  try {
    return writeModel(analysis, to);
  } catch (error) {
    if (error instanceof CannotWriteError) throw new UnusableInputError(`${file}: ${error.message}`);
    throw error;
  }
}

function writeOut(out: string, text: string): void {
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new UnusableInputError(
      `${out} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** What does not come out as it was: sizes that differ, and what the new program refuses or leaves out of account. */
function remarks(old: ModelAnalysis, text: string, to: WriteTarget): readonly string[] {
  const fileName = to === "tfjs-code" ? "model.ts" : "model.json";
  const languageId = to === "tfjs-code" ? "typescript" : "json";
  const input = { uri: fileName, version: 0, languageId, text };
  const analysis = analysisOf(input, readDocument({ text, languageId, fileName }));
  const now = analysis.models.find(({ graph }) => graph.name === old.graph.name) ?? analysis.models[0];
  const before = new Set(old.problems.map(({ message }) => message));
  const told = diagnostics(analysis)
    .filter(
      ({ severity, message }) => (severity === "error" || severity === "warning") && !before.has(message),
    )
    .map(({ severity, message, code }) => `${severity}: ${message} (${code})`);
  return [...shapeRemarks(old, now), ...told];
}

/** The first layer whose output is another one. */
function shapeRemarks(old: ModelAnalysis, now: ModelAnalysis | undefined): readonly string[] {
  for (const { node, calls } of old.layers) {
    const same = now?.layers.find((layer) => layer.node.name === node.name);
    const shapes = (layer: typeof calls) =>
      layer.map(({ outputs }) => outputs.map(formatShape).join()).join();
    if (!same || shapes(calls) === shapes(same.calls)) continue;
    return [`warning: "${node.name}" gives ${shapes(same.calls)} there, and ${shapes(calls)} here.`];
  }
  return [];
}
