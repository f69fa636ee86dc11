/** The repairs of a problem: those that its place in the analysis knows, and those that need the text around it. */
import type { Problem } from "../../core/graph/problem.ts";
import type { ArgumentRemedy, Remedy, TextRemedy } from "../../core/graph/remedy.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { type LayerText, layerTextOf, type TextEdit } from "../edits/index.ts";
import type { Fix } from "./fix.ts";
import { nodeAt, nodeOfProblem } from "./problemLayer.ts";
import { structuralFixes } from "./structuralFixes.ts";

/** The likeliest first; none where nothing obvious mends it, or where the place is no literal that can be changed. */
export function fixesOf(analysis: Analysis, problem: Problem): readonly Fix[] {
  const remedies = problem.remedies ?? [];
  const simple = remedies.flatMap((remedy) => fixOf(analysis, problem, remedy) ?? []);
  return [...simple, ...structuralFixes(analysis, problem)];
}

function fixOf(analysis: Analysis, problem: Problem, remedy: Remedy): Fix | undefined {
  return remedy.kind === "text" ? textFix(remedy) : argumentFix(analysis, problem, remedy);
}

function textFix({ title, safe, range, text, behind }: TextRemedy): Fix {
  const edits: TextEdit[] = [{ range, text }];
  if (behind) edits.push({ range: { start: behind.start, end: behind.start }, text: behind.text });
  return { title, kind: safe ? "safe" : "reviewed", edits };
}

function argumentFix(analysis: Analysis, problem: Problem, remedy: ArgumentRemedy): Fix | undefined {
  const node = nodeOfProblem(analysis, problem);
  const layer = node && layerTextOf(analysis, node);
  const own = layer?.withArguments(remedy.set);
  if (!node || !layer || !own) return undefined;
  const edits: TextEdit[] = [...own];
  for (const { layer: place, set } of remedy.others ?? []) {
    const other = editsAt(analysis, place, set);
    if (!other) return undefined;
    edits.push(...other);
  }
  if (edits.length === 0) return undefined;
  const all = [...(remedy.others ?? []).map(({ set }) => set), remedy.set];
  return { title: titleOf(all, layer), kind: remedy.safe ? "safe" : "reviewed", edits };
}

function editsAt(
  analysis: Analysis,
  place: SourceRange,
  set: ArgumentRemedy["set"],
): readonly TextEdit[] | undefined {
  const node = nodeAt(analysis, place);
  return node && layerTextOf(analysis, node)?.withArguments(set);
}

/** `Set kernel_size to [4, 4]`, `Leave output_padding out`; of several layers their values in order. */
function titleOf(sets: readonly ArgumentRemedy["set"][], layer: LayerText): string {
  const [first = {}] = sets;
  const parts = Object.keys(first).map((argument) => {
    const values = sets.map((set) => set[argument]);
    if (values.every((value) => value === undefined)) return `leave ${layer.spell(argument)} out`;
    const shown = values.map((value) => layer.show(argument, value ?? null));
    return `set ${layer.spell(argument)} to ${shown.join(", ")}`;
  });
  const text = parts.join(" and ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
