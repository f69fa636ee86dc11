/** The model files of other people that lie beside the repository, and what Keras and TensorFlow.js say of them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sharedFolder } from "./repositoryRoot.ts";

/** How many files the corpus holds, to be told where the folder is missing. */
export const corpusSize = 91;

export interface CorpusFile {
  /** File name without `.json`. */
  readonly name: string;
  readonly text: string;
  /** Absent where neither framework could load the file. */
  readonly layers: readonly ExpectedLayer[] | undefined;
}

export interface ExpectedLayer {
  readonly name: string;
  readonly class: string;
  readonly nestedLayers?: readonly ExpectedLayer[];
}

const folder = path.join(sharedFolder, "corpus");

/** All files, or none where the folder is missing. */
export function corpusFiles(): readonly CorpusFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(path.join(folder, "json"))
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => readCorpusFile(file.slice(0, -".json".length)));
}

/** One file by name; undefined where the folder is missing. */
export function corpusFile(name: string): CorpusFile | undefined {
  return existsSync(folder) ? readCorpusFile(name) : undefined;
}

function readCorpusFile(name: string): CorpusFile {
  const text = readFileSync(path.join(folder, "json", `${name}.json`), "utf8");
  const expected = path.join(folder, "expected", `${name}.expected.json`);
  const truth: { layers?: ExpectedLayer[] } = existsSync(expected)
    ? JSON.parse(readFileSync(expected, "utf8"))
    : {};
  return { name, text, layers: truth.layers };
}
