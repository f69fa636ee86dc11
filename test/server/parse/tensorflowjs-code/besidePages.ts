/** The files that pages of `programs` name by `src` or import: those of programs/beside, in a workspace. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

/** Texts by their path from a page. */
export const besidePages: Readonly<Record<string, string>> = besideTexts();

function besideTexts(): Record<string, string> {
  const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs/beside");
  return Object.fromEntries(
    readdirSync(folder).map((file) => [
      `beside/${file.replace(/\.txt$/, "")}`,
      readFileSync(path.join(folder, file), "utf8"),
    ]),
  );
}
