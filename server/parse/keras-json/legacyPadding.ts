/** The forms in which Keras 1 wrote the padding of ZeroPadding2D, as Keras 3 writes it. */
import type { ConfigData, ParamValue } from "../../../core/graph/paramValue.ts";

/** Keras 1 names of the four sides, in the order of Keras 3's `[[top, bottom], [left, right]]`. */
const sides = ["top_pad", "bottom_pad", "left_pad", "right_pad"] as const;

/** `[top, bottom, left, right]` and `{top_pad: ...}` become `[[top, bottom], [left, right]]`; all else stays. */
export function flatPadding(param: ParamValue): ParamValue {
  if (param.kind !== "constant") return param;
  const numbers = sideNumbers(param.value);
  if (!numbers) return param;
  const [top = 0, bottom = 0, left = 0, right = 0] = numbers;
  return {
    kind: "constant",
    value: [
      [top, bottom],
      [left, right],
    ],
    range: param.range,
  };
}

function sideNumbers(value: ConfigData): number[] | undefined {
  if (Array.isArray(value)) {
    const numbers = value.filter((item) => typeof item === "number");
    return numbers.length === 4 && value.length === 4 ? numbers : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const entries = new Map<string, ConfigData>(Object.entries(value));
  if (!sides.some((side) => entries.has(side))) return undefined;
  return sides.map((side) => {
    const size = entries.get(side);
    return typeof size === "number" ? size : 0;
  });
}
