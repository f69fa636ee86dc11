/** Weight files that are not there, or hold more or fewer bytes than the manifest says. */
import type { Problem } from "../graph/problem.ts";
import type { FileSizes, ManifestGroup } from "../graph/weightsManifest.ts";

/** A wrong folder would else give a message for each of its files. */
const mostMissing = 20;

/** Holds the sizes of the files that somebody looked at against the weights that are to be in them. */
export function adviseWeightFiles(groups: readonly ManifestGroup[], sizes: FileSizes): readonly Problem[] {
  const looked = groups.flatMap(({ paths }) => paths).filter(({ path }) => sizeOf(path, sizes) !== undefined);
  const missing = looked.filter(({ path }) => sizeOf(path, sizes) === null);
  return [
    ...missing.slice(0, mostMissing).map(({ path, range }): Problem => {
      const others = missing.length - 1;
      const message =
        `There is no file "${path}" beside this one, and loading the model stops at it. Copy the weight file there, or correct ` +
        `the path.${others > 0 ? ` ${others} more of the ${looked.length} files ${others === 1 ? "is" : "are"} missing.` : ""}`;
      return { code: "weight-file-missing", severity: "error", message, range };
    }),
    ...groups.flatMap((group) => wrongSize(group, sizes)),
  ];
}

function wrongSize({ paths, weights }: ManifestGroup, sizes: FileSizes): Problem[] {
  const found = paths.map(({ path }) => sizeOf(path, sizes));
  const bytes = found.filter((size) => typeof size === "number");
  const [first] = paths;
  const last = paths.at(-1);
  if (!first || !last || bytes.length < paths.length) return [];
  const parts = weights.map(({ elements, bytesPerElement }) =>
    bytesPerElement === null ? null : elements * bytesPerElement,
  );
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return [];
  const needed = sum(known);
  const has = sum(bytes);
  if (needed === has) return [];
  const files = paths.length === 1 ? `"${first.path}" has` : `The ${paths.length} files of this group have`;
  const message =
    `${files} ${has} bytes, and its ${weights.length} weights need ${needed}${formula(weights)}: ${difference(has, needed)} ` +
    `${has < needed ? "A download that broke off, or a page saved in its place, looks like this" : "The file is of another model or version"}; ` +
    `copy it again. TensorFlow.js stops with a message about the byte length or the values of a tensor.`;
  return [
    {
      code: "weight-file-size",
      severity: "error",
      message,
      range: { start: first.range.start, end: last.range.end },
    },
  ];
}

/** ` (108 × 4 + 4 × 4)` where that is short enough to read. */
function formula(weights: ManifestGroup["weights"]): string {
  if (weights.length > 4) return "";
  return ` (${weights.map(({ elements, bytesPerElement }) => `${elements} × ${bytesPerElement}`).join(" + ")})`;
}

function difference(has: number, needed: number): string {
  return has < needed ? `${needed - has} are missing.` : `${has - needed} too many.`;
}

function sizeOf(path: string, sizes: FileSizes): number | null | undefined {
  return Object.hasOwn(sizes, path) ? sizes[path] : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
