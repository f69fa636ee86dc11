/** Reads model files into graphs for the panel's harness: prints `{file: graph}` as JSON. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { readDocument } from "../../../server/parse/readDocument.ts";

const graphs = Object.fromEntries(
  process.argv.slice(2).map((file) => {
    const text = readFileSync(file, "utf8");
    const document = readDocument({ text, languageId: "json", fileName: file });
    const [model] = document?.models ?? [];
    if (!model) throw new Error(`${file} holds no model`);
    return [path.basename(file, ".json"), model];
  }),
);
process.stdout.write(JSON.stringify(graphs));
