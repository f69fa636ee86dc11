/** Reads the models of a TypeScript or JavaScript file that uses TensorFlow.js, by following the program without running it. */
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import type { ParsedDocument } from "../parsedDocument.ts";
import { buildModelGraph, newGraphBuilder } from "./graph/buildModelGraph.ts";
import { implicitModels } from "./graph/implicitModels.ts";
import { limits, StepsUsedUp } from "./language/budget.ts";
import { type Evaluation, newEvaluation, report } from "./language/evaluation.ts";
import { evaluateFile } from "./language/roots.ts";
import { parseTolerantly } from "./parseTolerantly.ts";

/**
 * The models in `text`, with places in UTF-16 offsets; `null` where it has none to do with TensorFlow.js. Never throws:
 * what cannot be worked out is left unknown with a reason, and what is too large or deep costs one problem.
 */
export function readTensorflowJsCode(text: string, fileName: string): ParsedDocument | null {
  if (!mentionsTensorflow(text)) return null;
  if (text.length > limits.fileLength) return onlyProblem(tooLargeFile(text));
  const sourceFile = parseTolerantly(text, fileName);
  if (!sourceFile) return onlyProblem(tooDeepFile());
  const evaluation = newEvaluation(sourceFile);
  evaluateWithin(evaluation);
  const builder = newGraphBuilder(evaluation);
  const models: ModelGraph[] = [
    ...evaluation.models.map((model) => buildModelGraph(builder, model)),
    ...implicitModels(builder),
  ]
    // Nothing can be said of a model that has no layer yet, or whose outputs are not known.
    .filter((model) => model.layers.length > 0)
    .sort((a, b) => a.range.start - b.range.start);
  if (models.length === 0) {
    const { problems } = evaluation;
    return evaluation.layers.length + evaluation.models.length > 0 && problems.length > 0
      ? { format: null, models, problems }
      : null;
  }
  return { format: "tfjs-code", models, problems: evaluation.problems };
}

/** Cheap test on the text: most files end here. */
function mentionsTensorflow(text: string): boolean {
  return (
    /\btfl?\b|\/tfjs|tensorflow/.test(text) &&
    /\b(?:layers|sequential|Sequential|LayersModel|model|input)\b/.test(text)
  );
}

function evaluateWithin(evaluation: Evaluation): void {
  try {
    evaluateFile(evaluation);
  } catch (error) {
    if (!(error instanceof StepsUsedUp)) throw error;
    // This message says all that those of smaller bounds on the way say.
    const others = evaluation.problems.filter(
      ({ code }) => code !== "too-large" && code !== "nested-too-deep",
    );
    evaluation.problems.splice(0, evaluation.problems.length, ...others);
    report(
      evaluation,
      "too-large",
      "information",
      `ConvLens follows a file for ${limits.steps} steps; this one takes more, so only what comes before that is shown.`,
      { start: 0, end: firstLineEnd(evaluation.text) },
    );
  }
}

function firstLineEnd(text: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? text.length : end;
}

function onlyProblem(problem: Problem): ParsedDocument {
  return { format: null, models: [], problems: [problem] };
}

function tooLargeFile(text: string): Problem {
  const message = `This file has ${text.length} characters; ConvLens reads models in code of up to ${limits.fileLength}.`;
  return {
    code: "too-large",
    severity: "information",
    message,
    range: { start: 0, end: firstLineEnd(text) },
  };
}

function tooDeepFile(): Problem {
  const message = "This file nests its expressions too deep to be parsed, so ConvLens shows nothing for it.";
  return { code: "nested-too-deep", severity: "information", message, range: { start: 0, end: 0 } };
}
