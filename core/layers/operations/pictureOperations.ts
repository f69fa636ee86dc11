/** Operations of `keras.ops` on pictures: resizing, padding, cropping, patches, and what moves channels to places. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { affineDim, type Dim, floorDivideDim, knownDim, multiplyDims } from "../../shape/dim.ts";
import type { ConfigReader } from "../configReader.ts";
import type { LayerSpec } from "../layerSpec.ts";
import { spatialInput } from "../spatialInput.ts";
import { slideWindows } from "../windowArguments.ts";
import { names, type OperandRule, type OperationWork, ruledOperation } from "./operationSpec.ts";

const perValue: OperationWork = { each: "output", label: "resampling" };
const filtered: OperationWork = { uncounted: "how a picture is warped depends on the library that does it" };

export const pictureOperations: readonly LayerSpec[] = [
  ruledOperation("Resize", "reshaping", resized, perValue),
  ruledOperation("ScaleAndTranslate", "reshaping", scaled, perValue),
  ruledOperation(
    "RGBToGrayscale",
    "reshaping",
    withChannels(() => knownDim(1)),
    perValue,
  ),
  ...names("RGBToHSV HSVToRGB").map((name) => ruledOperation(name, "activation", same, perValue)),
  ...names("GaussianBlur ElasticTransform AffineTransform PerspectiveTransform").map((name) =>
    ruledOperation(name, "reshaping", same, filtered),
  ),
  ruledOperation("MapCoordinates", "reshaping", mapped, perValue, 2),
  ruledOperation("PSNR", "pooling", () => [[]], { each: "input", label: "reduction" }),
  ruledOperation("SSIM", "pooling", (_, [first]) => first && [first.shape.dims.slice(0, -3)], filtered),
  ruledOperation("SobelEdges", "reshaping", sobel, filtered),
  ruledOperation("PadImages", "reshaping", (reader, operands) => bordered(reader, operands, "padding", 1)),
  ruledOperation("CropImages", "reshaping", (reader, operands) => bordered(reader, operands, "cropping", -1)),
  ruledOperation("ExtractPatches", "reshaping", patches),
  ruledOperation("Unfold", "reshaping", unfolded),
  ruledOperation("Fold", "reshaping", folded, { each: "input", label: "reduction" }),
  ruledOperation("DepthToSpace", "reshaping", (reader, operands) => blocks(reader, operands, true)),
  ruledOperation("SpaceToDepth", "reshaping", (reader, operands) => blocks(reader, operands, false)),
];

function same(_: ConfigReader, [first]: Parameters<OperandRule>[1]) {
  return first && [first.shape.dims];
}

/** One value at each of the places that the second operand lists, a row of it for each axis. */
function mapped(...[, [, places]]: Parameters<OperandRule>) {
  return places && [places.shape.dims.slice(1)];
}

interface Axes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Places of the axes of a picture, or of a batch of them. */
function axesOf(reader: ConfigReader, dims: readonly Dim[]): Axes | undefined {
  const format = reader.dataFormat();
  const lead = dims.length - 3;
  if (format === undefined || lead < 0 || lead > 1) return undefined;
  return format === "channels_last"
    ? { height: lead, width: lead + 1, channels: lead + 2 }
    : { channels: lead, height: lead + 1, width: lead + 2 };
}

function replaced(dims: readonly Dim[], sizes: ReadonlyMap<number, Dim>): Dim[] {
  return dims.map((dim, axis) => sizes.get(axis) ?? dim);
}

function resized(...[reader, [first]]: Parameters<OperandRule>) {
  const size = reader.data("size");
  const axes = first && axesOf(reader, first.shape.dims);
  if (!axes || !Array.isArray(size)) return undefined;
  const [height, width] = size as readonly ConfigData[];
  if (!isSize(height) || !isSize(width)) return undefined;
  return [
    replaced(
      first.shape.dims,
      new Map([
        [axes.height, knownDim(height)],
        [axes.width, knownDim(width)],
      ]),
    ),
  ];
}

function scaled(...[reader, [first]]: Parameters<OperandRule>) {
  const size = reader.data("output_shape");
  if (!Array.isArray(size) || !first) return undefined;
  const sizes = size as readonly ConfigData[];
  return [first.shape.dims.map((dim, axis) => (isSize(sizes[axis]) ? knownDim(sizes[axis]) : dim))];
}

function withChannels(make: (channels: Dim) => Dim): OperandRule {
  return (reader, [first]) => {
    const axes = first && axesOf(reader, first.shape.dims);
    const channels = axes && first.shape.dims[axes.channels];
    return axes && channels && [replaced(first.shape.dims, new Map([[axes.channels, make(channels)]]))];
  };
}

/** Both derivatives of each value, behind all axes. */
function sobel(...[, [first]]: Parameters<OperandRule>) {
  return first && [[...first.shape.dims, knownDim(2)]];
}

/** The borders that are given, or the size that is wanted in their place. */
function bordered(
  reader: ConfigReader,
  [first]: Parameters<OperandRule>[1],
  word: "padding" | "cropping",
  sign: 1 | -1,
) {
  const axes = first && axesOf(reader, first.shape.dims);
  if (!axes) return undefined;
  const side = (axis: number, target: string, before: string, after: string): Dim | undefined => {
    const wanted = reader.data(target);
    if (isSize(wanted)) return knownDim(wanted);
    const borders = [reader.data(`${before}_${word}`), reader.data(`${after}_${word}`)];
    const dim = first.shape.dims[axis];
    if (!dim || !borders.every((border) => typeof border === "number")) return undefined;
    return affineDim(dim, 1, sign * ((borders[0] as number) + (borders[1] as number)));
  };
  const height = side(axes.height, "target_height", "top", "bottom");
  const width = side(axes.width, "target_width", "left", "right");
  if (!height || !width) return undefined;
  return [
    replaced(
      first.shape.dims,
      new Map([
        [axes.height, height],
        [axes.width, width],
      ]),
    ),
  ];
}

/** A window at each place, its values side by side on the axis of the channels. */
function patches(...[reader, [first]]: Parameters<OperandRule>) {
  const data = reader.data("size");
  const rank = Array.isArray(data) && data.length === 3 ? 3 : 2;
  const kernel = reader.integers("size", rank);
  const strides =
    reader.data("strides") === null || !reader.has("strides") ? kernel : reader.integers("strides", rank);
  const dilation = reader.integers("dilation_rate", rank, { fallback: 1 });
  const padding = reader.choice("padding", ["valid", "same"], "valid");
  const dataFormat = reader.dataFormat();
  if (!first || !kernel || !strides || !dilation || !padding || !dataFormat) return undefined;
  const input = spatialInput(reader, first.shape, rank, dataFormat);
  const windows =
    input && slideWindows(reader, input.spatial, { kernel, strides, dilation, padding }, "size");
  if (!input || !windows) return undefined;
  const channels = multiplyDims([input.channels, ...kernel.map(knownDim)]);
  const sizes = windows.map((window) => window.output);
  return [
    dataFormat === "channels_last" ? [input.batch, ...sizes, channels] : [input.batch, channels, ...sizes],
  ];
}

/** Channels first: windows as columns, `[batch, channels · window, places]`. */
function unfolded(...[reader, [first]]: Parameters<OperandRule>) {
  const kernel = reader.integers("kernel_size", 2);
  const stride = reader.integers("stride", 2, { fallback: 1 });
  const dilation = reader.integers("dilation", 2, { fallback: 1 });
  const padding = reader.integers("padding", 2, { min: 0, fallback: 0 });
  const [batch, channels, ...sides] = first?.shape.dims ?? [];
  if (!batch || !channels || sides.length !== 2 || !kernel || !stride || !dilation || !padding)
    return undefined;
  const places = sides.map((side, axis) => {
    const span = (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
    return affineDim(
      floorDivideDim(affineDim(side, 1, 2 * (padding[axis] ?? 0) - span), stride[axis] ?? 1),
      1,
      1,
    );
  });
  return [[batch, multiplyDims([channels, ...kernel.map(knownDim)]), multiplyDims(places)]];
}

function folded(...[reader, [first]]: Parameters<OperandRule>) {
  const kernel = reader.integers("kernel_size", 2);
  const sizes = reader.integers("output_size", 2);
  const [batch, columns] = first?.shape.dims ?? [];
  if (!batch || !columns || !kernel || !sizes) return undefined;
  const window = kernel.reduce((product, size) => product * size, 1);
  return [[batch, floorDivideDim(columns, window), ...sizes.map(knownDim)]];
}

/** Channels become blocks of places, or the other way round. */
function blocks(reader: ConfigReader, [first]: Parameters<OperandRule>[1], toSpace: boolean) {
  const block = reader.integer("block_size");
  const axes = first && axesOf(reader, first.shape.dims);
  if (!axes || block === undefined || first.shape.dims.length !== 4) return undefined;
  const change = (axis: number, factor: number, grows: boolean): readonly [number, Dim] => {
    const dim = first.shape.dims[axis] ?? knownDim(1);
    return [axis, grows ? affineDim(dim, factor, 0) : floorDivideDim(dim, factor)];
  };
  return [
    replaced(
      first.shape.dims,
      new Map([
        change(axes.height, block, toSpace),
        change(axes.width, block, toSpace),
        change(axes.channels, block * block, !toSpace),
      ]),
    ),
  ];
}

function isSize(data: ConfigData | undefined): data is number {
  return typeof data === "number" && Number.isSafeInteger(data) && data >= 0;
}
