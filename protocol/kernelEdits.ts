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

/** Numbers of one weight before and after an edit, which can be taken back; `null` is the weight's own number. */
export interface KernelStep extends Pick<WeightEdit, "layerPath" | "weight" | "count" | "places"> {
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
  /** What was done, in words. */
  readonly text: string;
}

/** Numbers kept beyond the life of the page, at most. */
export const mostSavedEdits = 100_000;
/** Numbers of all steps kept beyond the life of the page, at most: each step is written down anew with the next. */
const mostSavedStepNumbers = 20_000;

/** Edits from stored data; what is not whole is left out. */
export function readWeightEdits(data: unknown): readonly WeightEdit[] {
  if (!Array.isArray(data)) return [];
  return (data as unknown[]).flatMap((item) => readWeightEdit(item) ?? []);
}

/** The newest steps, which stand last, whose numbers are few enough to keep beyond the life of the page. */
export function savedSteps(steps: readonly KernelStep[]): readonly KernelStep[] {
  let left = mostSavedStepNumbers;
  const first = steps.findLastIndex(({ places }) => {
    left -= places.length;
    return left < 0;
  });
  return steps.slice(first + 1);
}

/** Steps from stored data; where one is not whole those before it are left out too, as they cannot be gone back to. */
export function readKernelSteps(data: unknown): readonly KernelStep[] {
  if (!Array.isArray(data)) return [];
  const steps = (data as unknown[]).map(readKernelStep);
  return steps.slice(steps.lastIndexOf(undefined) + 1) as KernelStep[];
}

function readKernelStep(data: unknown): KernelStep | undefined {
  if (!isRecord(data)) return undefined;
  const { before, after, text } = data;
  if (!isText(text) || !isNumberOrNullList(before) || !isNumberOrNullList(after)) return undefined;
  const edit = readWeightEdit({ ...data, values: before.map((value) => value ?? 0) });
  if (!edit || after.length !== before.length) return undefined;
  const { layerPath, weight, count, places } = edit;
  return { layerPath, weight, count, places, before, after, text };
}

function isNumberOrNullList(value: unknown): value is (number | null)[] {
  return Array.isArray(value) && value.every((each) => each === null || isNumber(each));
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
