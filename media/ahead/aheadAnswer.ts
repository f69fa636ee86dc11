/** A run that the extension has done while the panel's page was still loading, and what reading one takes. */
import { isNumber, isRecord, isText } from "../../protocol/checkedData.ts";
import type { ModelDescription, RunOrder, RunOutcome } from "../worker/messages.ts";

export interface AheadAnswer {
  readonly description: ModelDescription;
  /** What the run was asked for; only a page that would ask for the same may show its outcome. */
  readonly order: RunOrder;
  readonly outcome: RunOutcome;
}

/** The answer, or `undefined` for anything that is none: what the page walks through is looked at, and that the values are all there. */
export function readAheadAnswer(data: unknown): AheadAnswer | undefined {
  if (!isRecord(data)) return undefined;
  const { description, order, outcome } = data;
  if (!isRecord(description) || !isText(description.modelName) || !Array.isArray(description.freeAxes))
    return undefined;
  if (!isRecord(order) || !isRecord(outcome)) return undefined;
  const { maps, outputShape, inputs, notes, weightReport, picture } = outcome;
  const lists = [outputShape, inputs, notes, weightReport];
  if (!lists.every((list) => Array.isArray(list)) || !isFeatureMaps(maps)) return undefined;
  return picture === null || isPicture(picture) ? (data as unknown as AheadAnswer) : undefined;
}

function isFeatureMaps(maps: unknown): boolean {
  if (!isRecord(maps) || !(maps.values instanceof Float32Array)) return false;
  const { channels, slices, rows, columns, statistics } = maps;
  if (!isNumber(channels) || !isNumber(slices) || !isNumber(rows) || !isNumber(columns)) return false;
  if (!Array.isArray(statistics) || statistics.length !== channels) return false;
  return maps.values.length === channels * slices * rows * columns;
}

function isPicture(picture: unknown): boolean {
  if (!isRecord(picture) || !isNumber(picture.width) || !isNumber(picture.height)) return false;
  const { rgba } = picture;
  return rgba instanceof ArrayBuffer && rgba.byteLength === 4 * picture.width * picture.height;
}
