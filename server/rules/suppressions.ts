/** Comments in a program that take problems away: `// convlens-disable-next-line gridding`. */
import type { Problem } from "../../core/graph/problem.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { lineAt } from "../analysis/linePositions.ts";
import { isCodeLanguage } from "../parse/documentLanguage.ts";

/** What a comment takes away: all problems, or those of some codes. */
type Codes = "all" | ReadonlySet<string>;

interface Suppressions {
  readonly file: readonly Codes[];
  /** By line, zero-based. */
  readonly lines: ReadonlyMap<number, readonly Codes[]>;
}

/**
 * Problems that no comment takes away. `convlens-disable` holds for the file, `-line` for its line, `-next-line` for the one
 * behind it; codes follow, separated by spaces or commas, and without one it holds for all. JSON has no comments.
 */
export function withoutSuppressed(analysis: Analysis, problems: readonly Problem[]): readonly Problem[] {
  const { text, languageId, uri, lines } = analysis;
  if (problems.length === 0 || !text.includes("convlens-disable")) return problems;
  if (!isCodeLanguage({ text, languageId, fileName: uri })) return problems;
  const { file, lines: byLine } = readSuppressions(text);
  return problems.filter(({ code, range }) => {
    const here = byLine.get(lineAt(lines, range.start)) ?? [];
    return ![...file, ...here].some((codes) => codes === "all" || codes.has(code));
  });
}

/** The comment that takes one code away from the line behind it. */
export function suppressionComment(code: string): string {
  return `// convlens-disable-next-line ${code}`;
}

const comment =
  /(?:\/\/|\/\*|\{\/\*)[ \t]*convlens-disable(-next-line|-line)?(?![\w-])[ \t]*([^\r\n]*?)(?:\*\/|$)/m;

function readSuppressions(text: string): Suppressions {
  const file: Codes[] = [];
  const lines = new Map<number, Codes[]>();
  for (const [line, content] of text.split(/\r\n|\n|\r/).entries()) {
    const match = content.includes("convlens-disable") ? comment.exec(content) : null;
    if (!match) continue;
    const [, where, list = ""] = match;
    // A reason may stand behind two dashes.
    const names = (list.split("--")[0] ?? "").split(/[\s,]+/).filter((name) => name !== "");
    const codes = names.length === 0 ? "all" : new Set(names);
    if (where === undefined) file.push(codes);
    else {
      const place = where === "-line" ? line : line + 1;
      lines.set(place, [...(lines.get(place) ?? []), codes]);
    }
  }
  return { file, lines };
}
