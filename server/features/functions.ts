/** Functions of code as a person chooses what they are shown for. */
import type { ShownFunction } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { textRange } from "../analysis/linePositions.ts";
import type { FunctionChoices } from "../parse/tensorflowjs-code/language/programFunction.ts";
import { fileName } from "./callPath.ts";
import type { FeatureSettings } from "./settings.ts";
import { valuesForFile } from "./valuesForFile.ts";

/** What the settings say for one document. */
export function choicesFor(byFile: FeatureSettings["functions"], uri: string): FunctionChoices {
  return valuesForFile(byFile, uri);
}

export function functionsOf(analysis: Analysis, settings: FeatureSettings): readonly ShownFunction[] {
  const choices = choicesFor(settings.functions, analysis.uri);
  return analysis.functions.map(({ name, range, parameters, calls }) => {
    const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
    return {
      name,
      range: textRange(analysis.lines, range),
      parameters,
      calls: calls.map(({ text, line, uri }) => ({
        text,
        place: `${fileName(uri ?? analysis.uri)}:${line}`,
      })),
      ...(choice === undefined ? {} : { choice }),
    };
  });
}
