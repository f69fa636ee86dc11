// Steps of the README that tests follow, so that what it tells people to click is what there is.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { environment } from "./environment.ts";

export type Steps = {
  /** The label, which must stand in bold in the steps. */
  readonly label: (text: string) => string;
  /** Labels in bold that no test has asked for. */
  readonly unused: () => string[];
};

/** The steps below a heading of the README. */
export async function stepsUnder(heading: string): Promise<Steps> {
  const readme = await readFile(path.join(environment.root, "README.md"), "utf8");
  const [, behind] = readme.split(`\n### ${heading}\n`);
  assert.ok(behind, `README.md has no heading "${heading}"`);
  const [section = ""] = behind.split(/\n#{2,3} /);
  const labels = new Set(
    [...section.matchAll(/\*\*(.+?)\*\*/gs)].map(([, text]) => (text ?? "").replace(/\s+/g, " ")),
  );
  const used = new Set<string>();
  return {
    label: (text) => {
      assert.ok(labels.has(text), `"${heading}" of README.md does not name "${text}"`);
      used.add(text);
      return text;
    },
    unused: () => [...labels].filter((text) => !used.has(text)),
  };
}
