/** The result of a check as SARIF 2.1.0, which code hosts and editors show beside the lines. */
import type { Problem, ProblemSeverity } from "../../core/graph/problem.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import type { TextEdit } from "../../server/edits/index.ts";
import { fixesOf } from "../../server/rules/fixes.ts";
import { allRules, ruleText } from "../../server/rules/index.ts";
import { type TextLines, textLines } from "../textLines.ts";
import { packageVersion } from "../version.ts";
import type { CheckedFile } from "./checkFile.ts";

const levels: Readonly<Record<ProblemSeverity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

export function formatSarif(files: readonly CheckedFile[]): string {
  const rules = allRules();
  const ruleIndex = new Map<string, number>(rules.map(({ code }, index) => [code, index]));
  const notes = files.flatMap(({ file, unreadable }) =>
    unreadable === undefined
      ? []
      : [{ level: "error", message: { text: unreadable }, locations: [fileLocation(file)] }],
  );
  const run = {
    tool: {
      driver: {
        name: "ConvLens",
        semanticVersion: packageVersion(),
        rules: rules.map((rule) => ({
          id: rule.code,
          shortDescription: { text: rule.title },
          fullDescription: { text: rule.what },
          help: { text: `${rule.why} ${rule.fix}`, markdown: ruleText(rule) },
        })),
      },
    },
    invocations: [{ executionSuccessful: notes.length === 0, toolExecutionNotifications: notes }],
    columnKind: "utf16CodeUnits",
    results: files.flatMap((checked) => resultsOf(checked, ruleIndex)),
  };
  const document = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function resultsOf({ file, text, analysis, problems }: CheckedFile, ruleIndex: ReadonlyMap<string, number>) {
  const lines = textLines(text);
  return problems.map((problem) => {
    const { code, severity, message, range, related = [] } = problem;
    const fixes = analysis ? fixesFor(file, analysis, problem, lines) : [];
    return {
      ruleId: code,
      ruleIndex: ruleIndex.get(code) ?? -1,
      level: levels[severity],
      message: { text: message },
      locations: [placeIn(file, range, lines)],
      ...(related.length > 0
        ? {
            relatedLocations: related.map((each) => ({
              ...placeIn(file, each.range, lines),
              message: { text: each.message },
            })),
          }
        : {}),
      ...(fixes.length > 0 ? { fixes } : {}),
    };
  });
}

function fixesFor(file: string, analysis: Analysis, problem: Problem, lines: TextLines) {
  return fixesOf(analysis, problem).map(({ title, edits }) => ({
    description: { text: title },
    artifactChanges: [
      { artifactLocation: artifact(file), replacements: edits.map((edit) => replacement(edit, lines)) },
    ],
  }));
}

function replacement({ range, text }: TextEdit, lines: TextLines) {
  return { deletedRegion: regionOf(range, lines), ...(text === "" ? {} : { insertedContent: { text } }) };
}

function placeIn(file: string, range: SourceRange, lines: TextLines) {
  return { physicalLocation: { artifactLocation: artifact(file), region: regionOf(range, lines) } };
}

function fileLocation(file: string) {
  return { physicalLocation: { artifactLocation: artifact(file) } };
}

/** Lines and columns from one; the end column is the one behind the last. */
function regionOf(range: SourceRange, lines: TextLines) {
  const { start, end } = lines.rangeOf(range);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A relative path stays relative, so that a code host finds it in the repository. */
function artifact(file: string) {
  const uri = file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return { uri: /^[a-z]%3A\//i.test(uri) ? `file:///${uri.replace("%3A", ":")}` : uri };
}
