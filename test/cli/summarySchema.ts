/** Checks that a value has the form of the summary's schema 1, key by key, and gives it back typed. */
import assert from "node:assert/strict";
import type { SummaryDocument } from "../../cli/summary/summaryDocument.ts";

/** Fails with the path of the first value that is not as the schema says. */
export function checkSummaryDocument(json: string): SummaryDocument {
  const document: unknown = JSON.parse(json);
  checkObject(document, "document", { schema: (value) => value === 1, files: Array.isArray });
  const { files } = document as { files: unknown[] };
  for (const [index, file] of files.entries()) checkFile(file, `files[${index}]`);
  return document as SummaryDocument;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => value === null || (Number.isSafeInteger(value) && Number(value) >= 0);
const isShape: Check = (value) => value === null || (Array.isArray(value) && value.every(isCount));
const isShapes: Check = (value) => Array.isArray(value) && value.every(isShape);
const isField: Check = (value) => value === null || (Array.isArray(value) && value.every((each) => each > 0));
const isPosition: Check = (value) => {
  const { line, character } = value as { line: unknown; character: unknown };
  return Number.isInteger(line) && Number.isInteger(character);
};
const isRange: Check = (value) => {
  const { start, end } = value as { start: unknown; end: unknown };
  return isPosition(start) && isPosition(end);
};
const isOneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const isUnknown: Check = (value) =>
  Array.isArray(value) &&
  value.every((each) => isText(each.what) && isText(each.reason) && each.reason !== "");
const isPreset: Check = (value) => {
  const { name, unit } = value as { name: unknown; unit: unknown };
  return isText(name) && (unit === "MACs" || unit === "FLOPs");
};
const isRatio: Check = (value) => value === null || (Number.isFinite(value) && Number(value) >= 0);
const isTensors: Check = (value) =>
  Array.isArray(value) && value.every((each) => isText(each.name) && isShape(each.shape));

const kinds = [
  "standard",
  "pointwise",
  "transposed",
  "dilated",
  "spatially-separable",
  "depthwise",
  "depthwise-separable",
  "grouped",
];

const formats = [
  "keras1-json",
  "keras2-json",
  "keras3-json",
  "tfjs-layers-json",
  "tfjs-graph-json",
  "tfjs-code",
];

function checkFile(value: unknown, at: string): void {
  checkObject(value, at, {
    file: isText,
    format: isOneOf(null, ...formats),
    models: Array.isArray,
    problems: Array.isArray,
  });
  const { models, problems } = value as { models: unknown[]; problems: unknown[] };
  for (const [index, model] of models.entries()) checkModel(model, `${at}.models[${index}]`);
  for (const [index, problem] of problems.entries()) {
    checkObject(problem, `${at}.problems[${index}]`, {
      code: isText,
      severity: isOneOf("error", "warning", "information", "hint"),
      message: (message) => isText(message) && message !== "",
      range: isRange,
    });
  }
}

function checkModel(value: unknown, at: string): void {
  checkObject(value, at, {
    name: isText,
    dialect: isOneOf("keras", "tfjs"),
    dtype: isOneOf("float32", "float16", "int8"),
    preset: isPreset,
    range: isRange,
    inputs: isTensors,
    outputs: isTensors,
    totals: (totals) => typeof totals === "object",
    layers: Array.isArray,
  });
  const { totals, layers } = value as { totals: unknown; layers: unknown[] };
  checkKnown(totals, `${at}.totals`, {
    parameters: isCount,
    trainable: isCount,
    nonTrainable: isCount,
    macs: isCount,
    flops: isCount,
    presetCount: isCount,
    weightBytes: isCount,
    peakActivationBytes: isCount,
    receptiveField: isField,
  });
  for (const [index, layer] of layers.entries()) checkLayer(layer, `${at}.layers[${index}]`);
}

function checkLayer(value: unknown, at: string): void {
  checkObject(value, at, {
    name: isText,
    class: isText,
    kinds: (each) => Array.isArray(each) && each.every(isOneOf(...kinds)),
    inputShapes: isShapes,
    outputShapes: isShapes,
    calls: isCount,
    range: isRange,
  });
  checkKnown(value, at, {
    parameters: isCount,
    trainable: isCount,
    macs: isCount,
    presetCount: isCount,
    weightBytes: isCount,
    outputBytes: isCount,
    macsPerByte: isRatio,
    receptiveField: isField,
  });
  const { layers } = value as { layers?: unknown[] };
  for (const [index, layer] of (layers ?? []).entries()) checkLayer(layer, `${at}.layers[${index}]`);
}

/** Numbers that may be `null`, each then with a reason in `unknown`. */
function checkKnown(value: unknown, at: string, checks: Readonly<Record<string, Check>>): void {
  checkObject(value, at, { ...checks, unknown: isUnknown });
  const record = value as Record<string, unknown> & { unknown: { what: string }[] };
  for (const key of Object.keys(checks)) {
    if (record[key] !== null) continue;
    assert.ok(
      record.unknown.some(({ what }) => what === key),
      `${at}.${key} is null without a reason`,
    );
  }
}

function checkObject(value: unknown, at: string, checks: Readonly<Record<string, Check>>): void {
  assert.ok(typeof value === "object" && value !== null, `${at} is no object`);
  for (const [key, check] of Object.entries(checks)) {
    assert.ok(key in value, `${at}.${key} is missing`);
    const found = (value as Record<string, unknown>)[key];
    assert.ok(check(found), `${at}.${key} is ${JSON.stringify(found)}`);
  }
}
