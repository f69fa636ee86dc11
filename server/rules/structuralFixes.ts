/** Repairs that look at more than the arguments of one layer, by problem code. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { Problem, ProblemCode } from "../../core/graph/problem.ts";
import { findInputSizes } from "../../core/inputSizes/findInputSizes.ts";
import { allLayerSpecs } from "../../core/layers/index.ts";
import { nearestWord } from "../../core/layers/nearestWord.ts";
import { type NewLayer, nodeOfNewLayer } from "../../core/replacement/newLayer.ts";
import { chainCost } from "../../core/replacement/replacementCost.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layersOfSameText, type PlacedLayer } from "../analysis/layerWalk.ts";
import { layerTextOf, replaceLayer, type TextEdit } from "../edits/index.ts";
import type { Fix } from "./fix.ts";
import { nodeOfProblem, placedNode } from "./problemLayer.ts";

interface FixContext {
  readonly analysis: Analysis;
  readonly problem: Problem;
  readonly node: LayerNode;
  readonly placed: PlacedLayer;
}

const byCode: Partial<Record<ProblemCode, (context: FixContext) => readonly Fix[]>> = {
  "size-not-known": poolInPlaceOfFlatten,
  "tfjs-cannot-build": poolInPlaceOfFlatten,
  "shapes-do-not-merge": otherInputSizes,
  "dense-on-spatial-output": layerBeforeDense,
  "duplicate-layer-name": anotherName,
  "unknown-layer": nearestClass,
};

export function structuralFixes(analysis: Analysis, problem: Problem): readonly Fix[] {
  const fixes = byCode[problem.code];
  const { layer, ...anyLayer } = problem;
  const node = fixes && (nodeOfProblem(analysis, problem) ?? nodeOfProblem(analysis, anyLayer));
  const placed = node && placedNode(analysis, node);
  return fixes && node && placed ? fixes({ analysis, problem, node, placed }) : [];
}

/** Global pooling gives the channels alone, whatever the image size: Flatten needs it. */
function poolInPlaceOfFlatten({ analysis, node, placed }: FixContext): readonly Fix[] {
  const { layers } = placed.model;
  const source = node.calls[0]?.inputs[0];
  const flatten = node.className === "Flatten" ? placed.layer : source && layers[source.layer];
  const [input] = flatten?.calls[0]?.inputs ?? [];
  if (flatten?.node.className !== "Flatten" || input?.kind !== "ranked") return [];
  const rank = input.dims.length - 2;
  if (rank < 1 || rank > 3) return [];
  const edits = layerTextOf(analysis, flatten.node)?.withClass(`GlobalAveragePooling${rank}D`);
  return edits ? [{ title: "Use global average pooling in place of Flatten", kind: "reviewed", edits }] : [];
}

/** One answer per image: the positions averaged, or all of them weighed. */
function layerBeforeDense({ analysis, node, placed }: FixContext): readonly Fix[] {
  const [input] = placed.layer.calls[0]?.inputs ?? [];
  const rank = input?.kind === "ranked" ? input.dims.length - 2 : 0;
  if (!input || rank < 1 || rank > 3) return [];
  const choices = [
    { className: `GlobalAveragePooling${rank}D`, title: "Put global average pooling before it" },
    { className: "Flatten", title: "Put Flatten before it" },
  ];
  return choices.flatMap(({ className, title }): Fix[] => {
    const before: NewLayer = { className, keeps: false, set: {} };
    const [shape] =
      chainCost([nodeOfNewLayer(node, before)], input, placed.model.graph.dialect)?.outputs ?? [];
    const layers = [before, { className: node.className, keeps: true, set: {} }];
    const edits = shape && replaceLayer(analysis, placed, { layers, outputs: [shape, shape] });
    return edits ? [{ title, kind: "reviewed", edits }] : [];
  });
}

/** The nearest input sizes for which all branches fit, where the file writes the sizes as numbers. */
function otherInputSizes({ analysis, placed }: FixContext): readonly Fix[] {
  const model = analysis.models[placed.modelIndex];
  const [input] = model?.graph.inputs ?? [];
  const entry = input && model?.graph.layers[input.layer];
  const shape = entry && Object.hasOwn(entry.config, "batch_shape") ? entry.config.batch_shape : undefined;
  if (!model || shape?.kind !== "constant" || !shape.elements) return [];
  const sizes = findInputSizes(model, (options) => analyseModel(model.graph, options));
  const wrong = sizes?.axes.filter(({ nearest }) => nearest.length > 0) ?? [];
  const choices = Math.min(...wrong.map(({ nearest }) => nearest.length), 2);
  if (wrong.length === 0) return [];
  return Array.from({ length: choices }, (_, choice) => choice).flatMap((choice): Fix[] => {
    const edits = wrong.flatMap(({ position, size, nearest }): TextEdit[] => {
      const range = shape.elements?.[position + 1];
      const number = nearest[choice];
      if (!range || number === undefined || analysis.text.slice(range.start, range.end) !== String(size))
        return [];
      return [{ range, text: String(number) }];
    });
    const names = wrong.map(({ name, nearest }) => `${name} ${nearest[choice]}`);
    if (edits.length < wrong.length) return [];
    return [{ title: `Use input ${names.join(" and ")}`, kind: "reviewed", edits }];
  });
}

/** The first free one of `name_2`, `name_3` ...; in JSON the layers that take its output keep naming the first. */
function anotherName({ analysis, problem, node, placed }: FixContext): readonly Fix[] {
  const names = new Set(placed.model.layers.map((layer) => layer.node.name));
  const written = (problem.layer ?? node.name).replace(/_\d+$/, "");
  let count = 2;
  while (names.has(`${written}_${count}`) && `${written}_${count}` !== node.name) count++;
  const name = `${written}_${count}`;
  if (layersOfSameText(analysis, placed).length > 1) return [];
  const edits = layerTextOf(analysis, node)?.withName(name);
  return edits ? [{ title: `Rename it to "${name}"`, kind: "reviewed", edits }] : [];
}

function nearestClass({ analysis, node }: FixContext): readonly Fix[] {
  const classes = allLayerSpecs().flatMap(({ className, aliases = [] }) => [className, ...aliases]);
  const near = nearestWord(node.writtenClass, classes);
  const edits = near && layerTextOf(analysis, node)?.withClass(near);
  return edits ? [{ title: `Did you mean ${near}?`, kind: "reviewed", edits }] : [];
}
