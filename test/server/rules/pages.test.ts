// docs/rules holds a page for each rule, with the rule's own text; UPDATE=1 writes them anew.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { allRules, rulePage } from "../../../server/rules/index.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "docs/rules");
const rules = [...allRules()].sort((a, b) => (a.code < b.code ? -1 : 1));

/** File name and content of every page. */
const pages = new Map<string, string>([
  ...rules.map((rule): [string, string] => [`${rule.code}.md`, rulePage(rule)]),
  ["README.md", indexPage()],
]);

function indexPage(): string {
  const lines = rules.map(
    ({ code, title, offByDefault }) =>
      `- [${code}](${code}.md): ${title}${offByDefault ? " (off by default)" : ""}`,
  );
  return `# Rules

Every problem that ConvLens reports has one of these codes. The setting \`convlens.rules\` changes the severity of a rule or
switches it off, such as \`{"uneven-overlap": "off"}\`; \`convlens.diagnostics.advice\` switches off all advice on models that work.
What is certain to fail is an error or a warning; what is a risk, or depends on what the model is for, is information or a hint.

${lines.join("\n")}

The pages are written from \`server/rules\` by \`UPDATE=1 npm run test:unit -- test/server/rules\`.
`;
}

test("the pages are those of the rules, word for word", () => {
  if (process.env.UPDATE === "1") writePages();
  assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort());
  for (const [file, text] of pages) assert.equal(readFileSync(path.join(folder, file), "utf8"), text, file);
});

function writePages(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of pages) writeFileSync(path.join(folder, file), text);
}
