/** The columns of the comparison, the number each kind has in them, and the order they give. */
import { convolutionKindTexts } from "../../../core/layers/convolutionKind.ts";
import type { ComparedKind } from "../../worker/compare/comparison.ts";

export type CompareColumn = "parameters" | "macs" | "bytes" | "time" | "error";

/** In the order of the key that goes through them. */
export const compareColumns: readonly CompareColumn[] = ["parameters", "macs", "bytes", "time", "error"];

export const columnTexts: Readonly<Record<CompareColumn, { readonly title: string; readonly help: string }>> =
  {
    parameters: { title: "Parameters", help: "Weights and biases of all its layers" },
    macs: { title: "MACs", help: "Multiply-accumulates for one example" },
    bytes: {
      title: "Bytes moved",
      help: "Inputs, weights and outputs of all its layers once, float32; fewer MACs a byte mean that memory, not arithmetic, takes the time",
    },
    time: { title: "Time", help: "Measured here: all its layers together, the middle half of several runs" },
    error: {
      title: "Difference",
      help: "Root of the mean square of the difference from this layer's output, over that of the output",
    },
  };

/** `null` where there is none, or not yet. */
export function numberIn(row: ComparedKind, column: CompareColumn): number | null {
  const { counts, measured } = row;
  switch (column) {
    case "parameters":
      return counts?.parameters ?? null;
    case "macs":
      return counts?.macs ?? null;
    case "bytes":
      return counts?.bytesMoved ?? null;
    case "time":
      return measured?.kind === "done" ? measured.milliseconds : null;
    case "error":
      if (measured?.kind !== "done") return null;
      return row.own ? 0 : (measured.difference?.relative ?? null);
  }
}

/** What has no number comes last either way. */
export function sortedKinds(
  kinds: readonly ComparedKind[],
  sort: { readonly by: CompareColumn; readonly down: boolean } | null,
): readonly ComparedKind[] {
  if (!sort) return kinds;
  const { by, down } = sort;
  return [...kinds].sort((a, b) => {
    const [x, y] = [numberIn(a, by), numberIn(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return down ? y - x : x - y;
  });
}

/** The kind whose maps are shown large. */
export function chosenKind(kinds: readonly ComparedKind[], chosen: string | null): ComparedKind | undefined {
  return (
    kinds.find(({ kind }) => kind === chosen) ??
    kinds.find((row) => !row.own && row.obstacle === null) ??
    kinds[0]
  );
}

/** Whether it can stand in the layer's place: only where the layers behind get what they got before. */
export function isWritable({ own, obstacle, counts }: ComparedKind): boolean {
  return !own && obstacle === null && counts?.sameShape === true;
}

export function kindTitle({ kind }: Pick<ComparedKind, "kind">): string {
  return convolutionKindTexts[kind].title.replace(/ convolution$/, "");
}
