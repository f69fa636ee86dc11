/** What would mend a problem, as data: the place that finds the problem knows the values, and others know how files write them. */
import type { ConfigData } from "./paramValue.ts";
import type { SourceRange } from "./sourceRange.ts";

interface RemedyBase {
  /** True where the model does the same after it as before; false where a person has to look at the result. */
  readonly safe: boolean;
}

/** Arguments of the problem's layer, by Keras 3 names; `undefined` leaves one out. */
export interface ArgumentRemedy extends RemedyBase {
  readonly kind: "arguments";
  readonly set: Readonly<Record<string, ConfigData | undefined>>;
  /** Arguments of further layers, by the place of the whole layer. */
  readonly others?: readonly {
    readonly layer: SourceRange;
    readonly set: Readonly<Record<string, ConfigData | undefined>>;
  }[];
}

/** Other text at a place. */
export interface TextRemedy extends RemedyBase {
  readonly kind: "text";
  /** What it does, as an order: `Remove the byte order mark`. */
  readonly title: string;
  readonly range: SourceRange;
  readonly text: string;
  /** Text that comes behind the place as well. */
  readonly behind?: { readonly start: number; readonly text: string };
}

export type Remedy = ArgumentRemedy | TextRemedy;

/** New values that change what the model does. */
export function setting(set: ArgumentRemedy["set"]): Remedy {
  return { kind: "arguments", set, safe: false };
}
