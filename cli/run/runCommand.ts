/** `convlens run`: computes a layer of a model on a picture, an array or noise. */
import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { BackendName } from "../../engine/kernels/backend.ts";
import { writeNpy } from "../../engine/tensor/npy.ts";
import { exitDone, UnusableInputError } from "../exitCode.ts";
import { printable } from "../plainText.ts";
import type { CliStreams } from "../streams.ts";
import { formatRun } from "./formatRun.ts";
import type { InputSource } from "./inputTensors.ts";
import { mapsToPng } from "./mapsPicture.ts";
import { type LayerRun, runLayer } from "./runLayer.ts";

interface RunArguments {
  readonly layer: string;
  readonly model?: string;
  readonly image?: string;
  readonly array?: readonly string[];
  readonly random?: number;
  readonly weights?: string;
  readonly init?: number;
  readonly alone?: boolean;
  readonly memoryLimit?: number;
  readonly out?: string;
  readonly backend: BackendName;
  readonly winograd: keyof typeof winogradSizes;
  readonly format: "text" | "json";
}

const winogradSizes = { f2: 2, f4: 4, off: null } as const;

/** Adds the command to the program. */
export function addRunCommand(
  program: Command,
  streams: CliStreams,
  setExitCode: (code: number) => void,
): void {
  program
    .command("run")
    .description("Compute a layer with everything before it, or alone, and say what comes out.")
    .argument("<file>", "model file")
    .requiredOption("--layer <name>", "layer to compute; outer/inner for a layer of a nested model")
    .option("--model <name>", "model, in a file of several")
    .addOption(new Option("--image <file>", "PNG or JPEG for the input").conflicts(["array", "random"]))
    .addOption(
      new Option("--array <files...>", ".npy for each input or .npz for all, batch first").conflicts(
        "random",
      ),
    )
    .option("--random <seed>", "noise from 0 to 1 for the inputs (seed 0 if nothing is given)", parseSeed)
    .option(
      "--weights <file>",
      "TensorFlow.js model.json with its shards, Keras .h5 or .keras, or safetensors (default: those beside the model)",
    )
    .option(
      "--init <seed>",
      "seed of the initialisers that fill weights no file brings (default: 0); alone, no file is looked for",
      parseSeed,
    )
    .option("--alone", "give the input to the layer itself, not to the model")
    .addOption(
      new Option("--backend <name>", "kernels: plain loops, or generated code")
        .choices(["reference", "simd"])
        .default("simd"),
    )
    .addOption(
      new Option("--winograd <size>", "Winograd's algorithm where it fits; f4 is faster and less exact")
        .choices(["f2", "f4", "off"])
        .default("f2"),
    )
    .option(
      "--memory-limit <size>",
      "refuse a run that needs more, such as 512MB or 2GB (default: three quarters of the machine's memory)",
      parseBytes,
    )
    .option("--out <file>", "write the output as maps.npy or maps.png", parseOut)
    .addOption(
      new Option("--format <format>", "form of the result").choices(["text", "json"]).default("text"),
    )
    .action(async (file: string, options: RunArguments) => {
      setExitCode(await run(file, options, streams));
    });
}

async function run(file: string, options: RunArguments, streams: CliStreams): Promise<number> {
  const result = await runLayer({
    file,
    layer: options.layer,
    model: options.model,
    source: sourceOf(options),
    weights: options.weights ?? (options.init === undefined ? undefined : null),
    seed: options.init ?? 0,
    alone: options.alone ?? false,
    backend: options.backend,
    winograd: winogradSizes[options.winograd],
    memoryLimitBytes: options.memoryLimit,
  });
  for (const warning of result.warnings) streams.err(`convlens: ${printable(warning)}\n`);
  if (options.out !== undefined) writeOutput(options.out, result);
  streams.out(formatRun(result, options.format));
  return exitDone;
}

function sourceOf({ image, array, random }: RunArguments): InputSource {
  if (image !== undefined) return { kind: "picture", file: image };
  if (array !== undefined) return { kind: "arrays", files: array };
  return { kind: "noise", seed: random ?? 0 };
}

function writeOutput(file: string, { output, channelsFirst }: LayerRun): void {
  const bytes = /\.npy$/i.test(file) ? writeNpy(output) : mapsToPng({ ...output, channelsFirst });
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw new UnusableInputError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError("a seed is a whole number from 0, such as 7.");
}

/** Decimal units, as the messages have them, or binary ones. */
const byteUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

function parseBytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?i?b)$/i.exec(text) ?? [];
  const factor = byteUnits[unit?.toLowerCase() ?? ""];
  if (number !== undefined && factor !== undefined) return Math.floor(Number(number) * factor);
  throw new InvalidArgumentError("a size is a number and its unit, such as 512MB, 2GB or 1.5GiB.");
}

function parseOut(file: string): string {
  if (/\.(npy|png)$/i.test(file)) return file;
  throw new InvalidArgumentError("the output is written as .npy or .png, by the name's ending.");
}
