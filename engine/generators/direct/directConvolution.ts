/**
 * Code of a direct convolution (an implicit matrix product) with all sizes baked in. The input is channels last and already padded,
 * so that no tap needs a check; weights are packed by `packPanels`. A tile of some pixels of a row and a panel of filters stays in
 * registers while the taps pass by; the order of the instructions is the one in which V8, which keeps it, spills nothing.
 */
import { type Local, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { FunctionBuilder } from "../../emitter/functionBuilder.ts";
import { i32, increase } from "../../emitter/integers.ts";
import { VectorCode } from "../../emitter/vectorCode.ts";
import { lanes, loadVector, storeVector, zeroVector } from "../../emitter/vectors.ts";
import { activateLocal } from "../activation/activateVector.ts";
import { panelsOf } from "../panels.ts";
import { rowTiles } from "./rowTiles.ts";
import { type DirectConvolution, floatBytes, type Panel, productsOf } from "./settings.ts";
import { type Tile, type TileLocals, tileProducts } from "./tapLoops.ts";

/** `run(input, weights, bias, output, rows)`: addresses in bytes, the first two of the first row's input and output pixel; some rows. */
export function directConvolution(settings: DirectConvolution): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["input", "weights", "bias", "output", "rows"]);
  const { vectors, columns, simd, groupOutputs } = settings;
  const widths = panelsOf(groupOutputs, vectors).full > 0 ? [vectors] : [];
  const restVectors = Math.ceil(panelsOf(groupOutputs, vectors).rest / lanes);
  const pixels = Math.max(
    ...[...widths, ...(restVectors > 0 ? [restVectors] : [])].flatMap((width) =>
      rowTiles(columns, width, simd).map((tiles) => tiles.pixels),
    ),
  );
  const state: State = {
    settings,
    rows: fn.parameter("rows"),
    groupInput: fn.parameter("input"),
    panelBias: fn.parameter("bias"),
    panelOutput: fn.parameter("output"),
    group: fn.local("i32", "group"),
    panel: fn.local("i32", "panel"),
    row: fn.local("i32", "row"),
    rowInput: fn.local("i32", "rowInput"),
    rowOutput: fn.local("i32", "rowOutput"),
    tile: fn.local("i32", "tile"),
    target: fn.local("i32", "target"),
    panelWeights: fn.parameter("weights"),
    tileInput: fn.local("i32", "tileInput"),
    tapInput: fn.local("i32", "tapInput"),
    tapWeights: fn.local("i32", "tapWeights"),
    counters: fn.locals("i32", "counter", 4),
    sums: Array.from({ length: pixels }, (_, at) => fn.locals("v128", `sum${at}_`, vectors)),
    filters: fn.locals("v128", "filter", vectors),
    value: fn.local("v128", "value"),
    code: new VectorCode(fn, simd),
  };
  fn.append(...allGroups(state));
  return fn;
}

/** Panel by panel the weights, bias and output move on; the input is that of the group. */
interface State extends TileLocals {
  readonly settings: DirectConvolution;
  readonly rows: Local<"i32">;
  readonly groupInput: Local<"i32">;
  readonly panelBias: Local<"i32">;
  readonly panelOutput: Local<"i32">;
  readonly group: Local<"i32">;
  readonly panel: Local<"i32">;
  readonly row: Local<"i32">;
  readonly rowInput: Local<"i32">;
  readonly rowOutput: Local<"i32">;
  readonly tile: Local<"i32">;
  readonly target: Local<"i32">;
  readonly code: VectorCode;
}

function allGroups(state: State): Statement[] {
  const { settings, group, panel, groupInput } = state;
  const { groups, groupInputs, groupOutputs, vectors } = settings;
  const { full, rest } = panelsOf(groupOutputs, vectors);
  const panels = [
    ...repeated(panel, full, allRows(state, { vectors, filters: vectors * lanes })),
    ...(rest > 0 ? allRows(state, { vectors: Math.ceil(rest / lanes), filters: rest }) : []),
  ];
  return repeated(group, groups, [...panels, increase(groupInput, groupInputs * floatBytes)]);
}

function repeated(counter: Local<"i32">, turns: number, body: readonly Statement[]): Statement[] {
  if (turns <= 1) return turns === 1 ? [...body] : [];
  return [set(counter, i32(turns)), repeatWhile([...body, increase(counter, -1)], counter)];
}

/** One panel of filters for all rows, then on to the next panel. */
function allRows(state: State, panel: Panel): Statement[] {
  const { settings, row, rows, rowInput, rowOutput, tile, tileInput, target } = state;
  const { columns, simd, inputSteps, outputSteps } = settings;
  const tiles = rowTiles(columns, panel.vectors, simd).flatMap(({ pixels, count }) =>
    repeated(tile, count, oneTile(state, panel, { pixels, vectors: panel.vectors })),
  );
  const turn = [
    set(tileInput, rowInput),
    set(target, rowOutput),
    ...tiles,
    increase(rowInput, inputSteps[0] * floatBytes),
    increase(rowOutput, outputSteps[0] * floatBytes),
    increase(row, -1),
  ];
  return [
    set(rowInput, state.groupInput),
    set(rowOutput, state.panelOutput),
    set(row, rows),
    repeatWhile(turn, row),
    increase(state.panelWeights, productsOf(settings) * panel.vectors * lanes * floatBytes),
    increase(state.panelBias, panel.filters * floatBytes),
    increase(state.panelOutput, panel.filters * floatBytes),
  ];
}

function oneTile(state: State, panel: Panel, tile: Tile): Statement[] {
  const { settings, sums, filters, panelBias, tileInput, target } = state;
  const { inputSteps, outputSteps, activation } = settings;
  const rows = sums.slice(0, tile.pixels).map((row) => row.slice(0, tile.vectors));
  const starts = filters
    .slice(0, tile.vectors)
    .map((filter, vector) =>
      set(filter, settings.bias ? loadVector(panelBias, vector * lanes * floatBytes) : zeroVector()),
    );
  const stores = rows.flatMap((row, pixel) =>
    row.flatMap((sum, vector) => {
      const offset = (pixel * outputSteps[1] + vector * lanes) * floatBytes;
      const count = Math.min(lanes, panel.filters - vector * lanes);
      return [...activateLocal(state.code, sum, activation), storeVector(target, sum, offset, count)];
    }),
  );
  return [
    ...starts,
    ...rows.flatMap((row) => row.map((sum, vector) => set(sum, filters[vector] as Local<"v128">))),
    ...tileProducts(settings, state, tile),
    ...stores,
    increase(tileInput, tile.pixels * inputSteps[1] * floatBytes),
    increase(target, tile.pixels * outputSteps[1] * floatBytes),
  ];
}
