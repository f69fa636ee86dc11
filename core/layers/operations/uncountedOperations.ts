/** Operations of `keras.ops` that hold a function, or whose output depends on values: known by what the file states of them. */
import { readConfig } from "../configReader.ts";
import type { LayerSpec } from "../layerSpec.ts";
import { inferOpaque } from "../opaqueLayer.ts";
import { names, operation } from "./operationSpec.ts";

const groups: readonly (readonly [classes: string, reason: string])[] = [
  [
    "AssociativeScan Cond ForiLoop Function JVP Map Scan Switch VectorizedMap WhileLoop",
    "holds Python code, which ConvLens does not decode or run",
  ],
  [
    "CTCDecode CTCLoss Nonzero Scatter Unique",
    "makes an output whose size or work depends on the values of its input",
  ],
  ["CDist Corrcoef Correlate Diagflat Rearrange View", "is an operation that ConvLens has no rules for"],
  [
    "Arange Full Geomspace Linspace Logspace Ndim Size",
    "makes a tensor of numbers alone, without an input of the model",
  ],
];

export const uncountedOperations: readonly LayerSpec[] = groups.flatMap(([classes, reason]) =>
  names(classes).map(
    (name): LayerSpec => ({
      ...operation(name, "core", (call) =>
        inferOpaque(readConfig(call.node), call, `ops.${name} ${reason}`, { weights: [] }),
      ),
      opaque: true,
    }),
  ),
);
