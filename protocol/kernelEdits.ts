/** Numbers of kernels that a person changed in the panel: only what differs from the layer's own weights, so that it is small enough to keep. */
import { isNumber, isRecord, isText, isTextList } from "./checkedData.ts";

/** Changed numbers of one weight of one layer. */
export interface WeightEdit {
  /** Names from the outermost model inwards. */
  readonly layerPath: readonly string[];
  /** Keras's name: `kernel`, `depthwise_kernel`, `pointwise_kernel`. */
  readonly weight: string;
  /** How many numbers the weight had: for one of another size the edit is void. */
  readonly count: number;
  /** Places in the weight's own memory order, each once, with the number at each. */
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/** Numbers kept beyond the life of the page, at most. */
export const mostSavedEdits = 100_000;

/** Edits from stored data; what is not whole is left out. */
export function readWeightEdits(data: unknown): readonly WeightEdit[] {
  if (!Array.isArray(data)) return [];
  return (data as unknown[]).flatMap((item) => readWeightEdit(item) ?? []);
}

function readWeightEdit(data: unknown): WeightEdit | undefined {
  if (!isRecord(data)) return undefined;
  const { layerPath, weight, count, places, values } = data;
  if (!isTextList(layerPath) || !isText(weight) || !isNumber(count)) return undefined;
  if (!Array.isArray(places) || !Array.isArray(values) || places.length !== values.length) return undefined;
  if (places.length > mostSavedEdits || !places.every((place) => isPlace(place, count))) return undefined;
  return values.every(isNumber)
    ? { layerPath, weight, count, places: places as number[], values }
    : undefined;
}

function isPlace(value: unknown, count: number): boolean {
  return isNumber(value) && Number.isInteger(value) && value >= 0 && value < count;
}
