/**
 * Code of a direct convolution (an implicit matrix product) with all sizes baked in. The input is channels last and already padded,
 * so that no tap needs a check; weights are packed by `packPanels`. A tile of some pixels of a row and a panel of filters stays in
 * registers while the taps pass by; the order of the instructions is the one in which V8, which keeps it, spills nothing.
 */
import { type Local, repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { FunctionBuilder } from "../../emitter/functionBuilder.ts";
import { add, type Integer, i32, increase, lessThan, select } from "../../emitter/integers.ts";
import { VectorCode } from "../../emitter/vectorCode.ts";
import { lanes, loadVector, storeVector, zeroVector } from "../../emitter/vectors.ts";
import { activateLocal } from "../activation/activateVector.ts";
import { panelsOf } from "../panels.ts";
import { type RowTiles, rowTiles } from "./rowTiles.ts";
import { type DirectConvolution, floatBytes, type Panel, productsOf } from "./settings.ts";
import { pixelOffsets, type Tile, type TileLocals, tileProducts, valueAdder } from "./tapLoops.ts";

/** `run(input, weights, bias, output, bands)`: addresses in bytes, the outer two of the first row's input and output pixel; some bands of rows. */
export function directConvolution(settings: DirectConvolution): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["input", "weights", "bias", "output", "bands"]);
  const { vectors, simd, groupOutputs } = settings;
  const widths = panelsOf(groupOutputs, vectors).full > 0 ? [vectors] : [];
  const restVectors = Math.ceil(panelsOf(groupOutputs, vectors).rest / lanes);
  const pixels = Math.max(
    ...[...widths, ...(restVectors > 0 ? [restVectors] : [])].flatMap((width) =>
      tilesOf(settings, width).map(({ columns }) => settings.bandRows * columns),
    ),
  );
  const locals = {
    settings,
    bands: fn.parameter("bands"),
    groupInput: fn.parameter("input"),
    panelBias: fn.parameter("bias"),
    panelOutput: fn.parameter("output"),
    group: fn.local("i32", "group"),
    panel: fn.local("i32", "panel"),
    band: fn.local("i32", "band"),
    bandInput: fn.local("i32", "bandInput"),
    bandOutput: fn.local("i32", "bandOutput"),
    tile: fn.local("i32", "tile"),
    target: fn.local("i32", "target"),
    panelWeights: fn.parameter("weights"),
    tileInput: fn.local("i32", "tileInput"),
    ahead: fn.local("i32", "ahead"),
    pixelInputs: fn.locals("i32", "pixelInput", pixels),
    tapWeights: fn.local("i32", "tapWeights"),
    counters: fn.locals("i32", "counter", 4),
    sums: Array.from({ length: pixels }, (_, at) => fn.locals("v128", `sum${at}_`, vectors)),
    filters: fn.locals("v128", "filter", vectors),
    value: fn.local("v128", "value"),
    code: new VectorCode(fn, simd),
  };
  fn.append(...allGroups({ ...locals, addValue: valueAdder(locals, simd) }));
  return fn;
}

/** Panel by panel the weights, bias and output move on; the input is that of the group. */
interface State extends TileLocals {
  readonly settings: DirectConvolution;
  readonly bands: Local<"i32">;
  readonly groupInput: Local<"i32">;
  readonly panelBias: Local<"i32">;
  readonly panelOutput: Local<"i32">;
  readonly group: Local<"i32">;
  readonly panel: Local<"i32">;
  readonly band: Local<"i32">;
  readonly bandInput: Local<"i32">;
  readonly bandOutput: Local<"i32">;
  readonly tile: Local<"i32">;
  readonly target: Local<"i32">;
  readonly code: VectorCode;
}

function allGroups(state: State): Statement[] {
  const { settings, group, panel, groupInput } = state;
  const { groups, groupInputs, groupOutputs, vectors } = settings;
  const { full, rest } = panelsOf(groupOutputs, vectors);
  const ahead = settings.aheadStep > 0 && full > 1;
  const panels = [
    ...repeated(panel, full, allRows(state, { vectors, filters: vectors * lanes, ahead })),
    ...(rest > 0 ? allRows(state, { vectors: Math.ceil(rest / lanes), filters: rest, ahead: false }) : []),
  ];
  return repeated(group, groups, [...panels, increase(groupInput, groupInputs * floatBytes)]);
}

function repeated(counter: Local<"i32">, turns: number, body: readonly Statement[]): Statement[] {
  if (turns <= 1) return turns === 1 ? [...body] : [];
  return [set(counter, i32(turns)), repeatWhile([...body, increase(counter, -1)], counter)];
}

function tilesOf({ bandRows, columns, simd }: DirectConvolution, vectors: number): readonly RowTiles[] {
  return rowTiles({ rows: bandRows, columns, vectors, simd });
}

/** One panel of filters for all bands, then on to the next panel. */
function allRows(state: State, panel: Panel): Statement[] {
  const { settings, band, bands, bandInput, bandOutput, tile, tileInput, target } = state;
  const { bandRows, inputSteps, outputSteps } = settings;
  const { vectors } = panel;
  const tiles = tilesOf(settings, vectors).flatMap(({ columns, count }) =>
    repeated(tile, count, oneTile(state, panel, { rows: bandRows, columns, vectors, ahead: panel.ahead })),
  );
  const turn = [
    set(tileInput, bandInput),
    set(target, bandOutput),
    ...tiles,
    increase(bandInput, bandRows * inputSteps[0] * floatBytes),
    increase(bandOutput, bandRows * outputSteps[0] * floatBytes),
    increase(band, -1),
  ];
  return [
    set(bandInput, state.groupInput),
    set(bandOutput, state.panelOutput),
    set(band, bands),
    ...(panel.ahead ? [set(state.ahead, nextWeights(state))] : []),
    repeatWhile(turn, band),
    increase(state.panelWeights, productsOf(settings) * vectors * lanes * floatBytes),
    increase(state.panelBias, panel.filters * floatBytes),
    increase(state.panelOutput, panel.filters * floatBytes),
  ];
}

/** Start of the next panel's weights; at the last one its own, since nothing may be read beyond the memory's end. */
function nextWeights({ settings, panel: left, panelWeights }: State): Integer {
  const bytes = productsOf(settings) * settings.vectors * lanes * floatBytes;
  return add(panelWeights, select(lessThan(i32(1), left), i32(bytes), i32(0)));
}

function oneTile(state: State, panel: Panel, tile: Tile): Statement[] {
  const { settings, sums, filters, panelBias, tileInput, target } = state;
  const { inputSteps, outputSteps, activation } = settings;
  const offsets = pixelOffsets(tile, outputSteps);
  const rows = sums.slice(0, offsets.length).map((row) => row.slice(0, tile.vectors));
  const starts = filters
    .slice(0, tile.vectors)
    .map((filter, vector) =>
      set(filter, settings.bias ? loadVector(panelBias, vector * lanes * floatBytes) : zeroVector()),
    );
  const stores = rows.flatMap((row, pixel) =>
    row.flatMap((sum, vector) => {
      const offset = ((offsets[pixel] ?? 0) + vector * lanes) * floatBytes;
      const count = Math.min(lanes, panel.filters - vector * lanes);
      return [...activateLocal(state.code, sum, activation), storeVector(target, sum, offset, count)];
    }),
  );
  return [
    ...starts,
    ...rows.flatMap((row) => row.map((sum, vector) => set(sum, filters[vector] as Local<"v128">))),
    ...tileProducts(settings, state, tile),
    ...stores,
    increase(tileInput, tile.columns * inputSteps[1] * floatBytes),
    increase(target, tile.columns * outputSteps[1] * floatBytes),
  ];
}
