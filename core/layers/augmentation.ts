/** Layers that vary pictures at random in training: at prediction they pass their input on, and all but the crops keep its shape. */
import { unknownCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { knownDim, unknownDim } from "../shape/dim.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, movesValues, notInferred, singleInput } from "./result.ts";
import { spatialInput, spatialShape } from "./spatialInput.ts";

/** Class, and what it varies. */
const sameShape: readonly (readonly [className: string, varies: string])[] = [
  ["RandomFlip", "Mirrors pictures"],
  ["RandomRotation", "Rotates pictures"],
  ["RandomZoom", "Zooms into or out of pictures"],
  ["RandomTranslation", "Shifts pictures"],
  ["RandomShear", "Shears pictures"],
  ["RandomPerspective", "Changes the perspective of pictures"],
  ["RandomElasticTransform", "Warps pictures elastically"],
  ["RandomContrast", "Changes the contrast of pictures"],
  ["RandomBrightness", "Changes the brightness of pictures"],
  ["RandomHue", "Changes the hue of pictures"],
  ["RandomSaturation", "Changes the saturation of pictures"],
  ["RandomSharpness", "Changes the sharpness of pictures"],
  ["RandomColorJitter", "Changes brightness, contrast, saturation and hue of pictures"],
  ["RandomColorDegeneration", "Fades the colours of pictures"],
  ["RandomGrayscale", "Takes the colour out of some pictures"],
  ["RandomInvert", "Inverts the colours of some pictures"],
  ["RandomPosterization", "Reduces the number of colours of pictures"],
  ["RandomGaussianBlur", "Blurs pictures"],
  ["RandomErasing", "Blanks out a rectangle of pictures"],
  ["RandAugment", "Applies a few random changes to pictures"],
  ["AugMix", "Mixes several randomly changed copies of a picture"],
  ["MixUp", "Blends pairs of pictures"],
  ["CutMix", "Puts a patch of one picture into another"],
];

/** Applied at prediction too, so not passed on. */
const alwaysApplied: readonly (readonly [className: string, description: string])[] = [
  ["AutoContrast", "Stretches the contrast of pictures to the whole range."],
  ["Equalization", "Equalises the histogram of each channel."],
  [
    "ContrastLimitedAdaptiveHistogramEqualization",
    "Equalises the histogram in tiles, with a limit on the contrast.",
  ],
  ["Solarization", "Inverts the pixels above a threshold."],
];

export const augmentationLayers: readonly LayerSpec[] = [
  ...sameShape.map(
    ([className, varies]): LayerSpec => ({
      className,
      category: "regularisation",
      description: `${varies} at random in training; passes everything on otherwise.`,
      params: sharedParams("data_format"),
      infer: (call) => inferSameShape(call, true),
    }),
  ),
  ...alwaysApplied.map(
    ([className, description]): LayerSpec => ({
      className,
      category: "core",
      description,
      params: sharedParams("data_format"),
      infer: (call) => inferSameShape(call, false),
    }),
  ),
  {
    className: "RandomCrop",
    category: "core",
    description: "Cuts a part of fixed size out of pictures; at random in training, the middle otherwise.",
    params: [
      { name: "height", description: "Height of the part, in pixels." },
      { name: "width", description: "Width of the part, in pixels." },
      ...sharedParams("data_format"),
    ],
    infer: inferCrop,
  },
  randomSize("RandomHeight", 0),
  randomSize("RandomWidth", 1),
];

function inferSameShape(call: LayerCallContext, passesOn: boolean) {
  const reader = readConfig(call.node);
  const shape = singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  if (passesOn) return inferred(reader, { outputs: [shape], operation: { op: "identity" } });
  const count =
    call.node.className === "Solarization"
      ? countElements(shape)
      : unknownCount("how many steps a histogram of a picture takes depends on the library that makes it");
  return inferred(reader, {
    outputs: [shape],
    operation: null,
    elementary: [{ label: "transform", count }],
  });
}

function inferCrop(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const height = reader.integer("height");
  const width = reader.integer("width");
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (height === undefined || width === undefined || !dataFormat || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, 2, dataFormat);
  if (!input) return notInferred(reader);
  const known = (axis: number) => {
    const dim = input.spatial[axis];
    return dim?.kind === "known" ? dim.value : null;
  };
  return inferred(reader, {
    outputs: [spatialShape(input, [knownDim(height), knownDim(width)], input.channels)],
    // Keras 3 declares the part's size at prediction and passes the whole picture on, so nothing right can be computed.
    operation:
      call.node.kerasVersion === 2
        ? {
            op: "resizing",
            size: [height, width],
            from: [known(0), known(1)],
            interpolation: "bilinear",
            aspect: "crop",
            fillValue: 0,
            antialias: false,
            dataFormat,
          }
        : null,
    idle: movesValues,
  });
}

/** Keras 2 and TensorFlow.js leave the size of the axis open, in training and at prediction alike. */
function randomSize(className: string, axis: 0 | 1): LayerSpec {
  const side = axis === 0 ? "height" : "width";
  return {
    className,
    category: "regularisation",
    description: `Changes the ${side} of pictures at random in training; passes everything on otherwise.`,
    params: [{ name: "factor", description: `Share by which the ${side} shrinks or grows at most.` }],
    infer: (call) => {
      const reader = readConfig(call.node);
      const dataFormat = reader.dataFormat();
      const shape = singleInput(reader, call.inputs);
      if (!dataFormat || !shape) return notInferred(reader);
      if (shape.kind === "unranked") return notInferred(reader, shape.reason);
      const input = spatialInput(reader, shape, 2, dataFormat);
      if (!input) return notInferred(reader);
      const open = unknownDim(`${className} "${call.node.name}" draws the ${side} at random`);
      const spatial = input.spatial.map((dim, position) => (position === axis ? open : dim));
      return inferred(reader, {
        outputs: [spatialShape(input, spatial, input.channels)],
        operation: { op: "identity" },
      });
    },
  };
}
