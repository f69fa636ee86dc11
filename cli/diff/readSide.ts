/** One side of a comparison: a file, or a version of it out of a Git repository. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import { UnusableInputError } from "../exitCode.ts";
import { readModelFile, readModelText } from "../modelFile.ts";
import { checkInputSize, type InputSize } from "../summary/inputSize.ts";
import type { DiffedFile } from "./diffDocument.ts";

/** Longest time that Git may take, in milliseconds, and most bytes that it may give. */
const limits = { timeout: 20_000, maxBuffer: 500_000_000 };

/** Throws `UnusableInputError` for a side that holds no model. */
export function readSide(name: string, input: InputSize | undefined): DiffedFile {
  const { file, format, models, problems } = readEither(name);
  if (models.length === 0) {
    throw new UnusableInputError(`${file}: ${problems[0]?.message ?? "there is no model in it"}`);
  }
  const analyses = models.map((graph) =>
    analyseModel(graph, input === undefined ? {} : { inputShape: input }),
  );
  if (input) for (const analysis of analyses) checkInputSize(file, input, analysis);
  return { file, format, analyses };
}

function readEither(name: string) {
  const version = /^([^:]+):(.+)$/.exec(name);
  // A path may hold a colon as well, as drives of Windows do.
  if (existsSync(name) || !version || /^[a-z]$/i.test(version[1] ?? "")) return readModelFile(name);
  return readModelText(name, version[2] ?? "", versionText(name));
}

/** `git show HEAD:models/unet.json`; a path that starts with a dot is relative to the folder. */
function versionText(name: string): string {
  try {
    return execFileSync("git", ["show", "--end-of-options", name], {
      ...limits,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const said = typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr) : "";
    throw new UnusableInputError(
      `${name} is neither a file nor a version of one in Git${said.trim() === "" ? "" : `: ${said.trim()}`}`,
    );
  }
}
