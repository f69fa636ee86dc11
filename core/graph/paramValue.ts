/** The value of a layer's argument as a file gives it, with the place it stands at. */
import type { SizeExpression } from "../shape/sizeExpression.ts";
import type { SourceRange } from "./sourceRange.ts";

/** Plain data of a model file. */
export type ConfigData =
  | null
  | boolean
  | number
  | string
  | readonly ConfigData[]
  | { readonly [key: string]: ConfigData };

export function isConfigRecord(data: ConfigData | undefined): data is { readonly [key: string]: ConfigData } {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

export type ParamValue =
  | {
      readonly kind: "constant";
      readonly value: ConfigData;
      readonly range: SourceRange;
      /** Places of the elements, where the value is a list. */
      readonly elements?: readonly SourceRange[];
      /** The name that the file gives the argument, where it is an older one. */
      readonly written?: string;
    }
  | {
      readonly kind: "notComputable";
      readonly reason: string;
      readonly range: SourceRange;
      /** Of a list, the elements that are known; `undefined` for the others. */
      readonly known?: readonly (ConfigData | undefined)[];
      /** What stands for a number that is not known: `2·units`. */
      readonly size?: SizeExpression;
      /** The same of the elements of a list. */
      readonly sizes?: readonly (SizeExpression | undefined)[];
    };

/** Arguments by their Keras 3 name (`kernel_size`, `data_format` ...), whatever the file calls them. */
export type LayerConfig = Readonly<Record<string, ParamValue>>;
