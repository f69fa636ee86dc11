/**
 * Code of a direct convolution (an implicit matrix product) with all sizes baked in. The input is channels last and already padded,
 * so that no tap needs a check; weights are packed by `packPanels`. A tile of some output pixels and eight filters stays in
 * registers while the taps pass by; the order of the instructions is the one in which a V8 that keeps it spills nothing.
 */
import { repeatWhile, type Statement, set } from "../../emitter/expression.ts";
import { FunctionBuilder } from "../../emitter/functionBuilder.ts";
import { add, i32, increase, lessThan, minimum } from "../../emitter/integers.ts";
import { lanes } from "../../emitter/vectors.ts";
import { panelsOf } from "../panels.ts";
import { pixelAddresses } from "./addresses.ts";
import { type DirectConvolution, floatBytes, type Panel, productsOf, tilePixels } from "./settings.ts";
import { declareState, type State } from "./state.ts";
import { storeTile, tapsOfTile } from "./taps.ts";

/** `run(input, weights, bias, output)`: addresses in bytes; computes `rows` × `columns` pixels of one example and plane. */
export function directConvolution(settings: DirectConvolution): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["input", "weights", "bias", "output"]);
  const state = declareState(fn, settings);
  const body = settings.order === "filtersInside" ? filtersInside(state) : pixelsInside(state);
  fn.append(...body);
  return fn;
}

/** For each block of pixels, group and panel of filters: all tiles of the block. */
function pixelsInside(state: State): Statement[] {
  const { settings, firstPixel, blockEnd, pixel } = state;
  const total = settings.rows * settings.columns;
  const tiles = (panel: Panel): Statement[] => [
    set(pixel, firstPixel),
    repeatWhile(
      [
        ...pixelAddresses(state, state.groupInput),
        ...tapsOfTile(state, panel),
        ...storeTile(state, panel),
        increase(pixel, tilePixels(settings)),
      ],
      lessThan(pixel, blockEnd),
    ),
  ];
  const block = [
    set(blockEnd, minimum(add(firstPixel, i32(settings.blockPixels)), i32(total))),
    ...groupsAndPanels(state, tiles),
    increase(firstPixel, settings.blockPixels),
  ];
  return [set(firstPixel, i32(0)), repeatWhile(block, lessThan(firstPixel, i32(total)))];
}

/** For each tile of pixels: all groups and panels. */
function filtersInside(state: State): Statement[] {
  const { settings, pixel } = state;
  const panels = (panel: Panel): Statement[] => [...tapsOfTile(state, panel), ...storeTile(state, panel)];
  const tile = [
    set(state.groupInput, state.input),
    ...pixelAddresses(state, state.input),
    ...groupsAndPanels(state, panels),
    increase(pixel, tilePixels(settings)),
  ];
  return [set(pixel, i32(0)), repeatWhile(tile, lessThan(pixel, i32(settings.rows * settings.columns)))];
}

function groupsAndPanels(state: State, body: (panel: Panel) => Statement[]): Statement[] {
  const { settings, group, panelWeights, panelBias, panelOutput, groupInput } = state;
  const { groups, groupInputs, groupOutputs, order } = settings;
  const panels = panelsOf(groupOutputs, settings.tile.vectors);
  const one = (panel: Panel): Statement[] => [
    ...body(panel),
    increase(panelWeights, productsOf(settings) * panel.vectors * lanes * floatBytes),
    increase(panelBias, panel.filters * floatBytes),
    increase(panelOutput, panel.filters * floatBytes),
  ];
  const statements: Statement[] = [];
  if (panels.full > 0) {
    const panel = { vectors: settings.tile.vectors, filters: settings.tile.vectors * lanes };
    const bytes = panels.full * panel.filters * floatBytes;
    const loop = repeatWhile(one(panel), lessThan(panelOutput, state.panelEnd));
    if (panels.full === 1) statements.push(...one(panel));
    else statements.push(set(state.panelEnd, add(panelOutput, i32(bytes))), loop);
  }
  if (panels.rest > 0)
    statements.push(...one({ vectors: Math.ceil(panels.rest / lanes), filters: panels.rest }));
  const start = [
    set(panelWeights, state.weights),
    set(panelBias, state.bias),
    set(panelOutput, i32(0)),
    ...(order === "pixelsInside" ? [set(groupInput, state.input)] : []),
  ];
  if (groups === 1) return [...start, ...statements];
  const moved = groupInputs * floatBytes;
  const next =
    order === "pixelsInside"
      ? [increase(groupInput, moved)]
      : state.pixels.map((address) => increase(address, moved));
  const loop = repeatWhile([...statements, ...next, increase(group, 1)], lessThan(group, i32(groups)));
  return [...start, set(group, i32(0)), loop];
}
