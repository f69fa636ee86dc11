/** Random convolutional models whose input leaves height and width free, from a seed. */
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "./handMadeGraph.ts";

/** Whole numbers from a seed: `(low, high)`, both included. */
export type RandomNumbers = (low: number, high: number) => number;

/** mulberry32, a public domain generator of 32 bits. */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1));
  };
}

/** A chain of layers and branches that meet again, with a nested model in some, ended by an image, a vector or a Dense layer. */
export function randomFreeModel(random: RandomNumbers): ModelGraph {
  const builder = startModel(random, random(1, 3));
  const blocks = random(2, 7);
  for (let block = 0; block < blocks; block++) {
    if (random(0, 3) === 0) addBranches(builder);
    else if (random(0, 9) === 0) addNested(builder);
    else addLayer(builder);
  }
  switch (random(0, 3)) {
    case 0:
      append(builder, "Flatten", {});
      break;
    case 1:
      append(builder, "GlobalAveragePooling2D", {});
      append(builder, "Dense", { units: random(1, 10), activation: "softmax" });
      break;
    case 2:
      append(builder, "Dense", { units: random(1, 10) });
      break;
  }
  return handMadeGraph(builder.layers);
}

interface Builder {
  readonly random: RandomNumbers;
  readonly layers: HandMadeLayer[];
}

function startModel(random: RandomNumbers, channels: number): Builder {
  return { random, layers: [handMadeInput("in", null, null, channels)] };
}

function lastName({ layers }: Builder): string {
  return layers.at(-1)?.name ?? "in";
}

function append(
  builder: Builder,
  className: string,
  config: Readonly<Record<string, ConfigData>>,
  from: readonly string[] = [lastName(builder)],
): string {
  const name = `${className}${builder.layers.length}`;
  builder.layers.push({ className, name, config, calls: [from] });
  return name;
}

const pair = (random: RandomNumbers, low: number, high: number) => [random(low, high), random(low, high)];

function addLayer(builder: Builder): void {
  const { random } = builder;
  const padding = random(0, 1) === 0 ? "valid" : "same";
  const kernel = pair(random, 1, 4);
  switch (random(0, 8)) {
    case 0:
    case 1:
      append(builder, "Conv2D", {
        filters: random(1, 8),
        kernel_size: kernel,
        padding,
        use_bias: random(0, 1) === 0,
        activation: "relu",
        ...(random(0, 1) === 0 ? { strides: pair(random, 1, 3) } : { dilation_rate: random(1, 3) }),
      });
      break;
    case 2:
      append(builder, "DepthwiseConv2D", {
        kernel_size: kernel,
        padding,
        strides: random(1, 3),
        depth_multiplier: random(1, 2),
      });
      break;
    case 3:
      append(builder, "SeparableConv2D", {
        filters: random(1, 8),
        kernel_size: kernel,
        padding,
        strides: random(1, 2),
      });
      break;
    case 4:
      append(builder, random(0, 1) === 0 ? "MaxPooling2D" : "AveragePooling2D", {
        pool_size: pair(random, 1, 3),
        strides: pair(random, 1, 3),
        padding,
      });
      break;
    case 5: {
      const strides = random(1, 3);
      const given = random(0, 1) === 0 ? { output_padding: random(0, strides - 1) } : {};
      append(builder, "Conv2DTranspose", {
        filters: random(1, 6),
        kernel_size: kernel,
        strides,
        padding,
        ...given,
      });
      break;
    }
    case 6:
      append(builder, "UpSampling2D", { size: pair(random, 1, 3), interpolation: "bilinear" });
      break;
    case 7:
      append(builder, "ZeroPadding2D", { padding: [pair(random, 0, 2), pair(random, 0, 2)] });
      break;
    default:
      append(builder, "Cropping2D", { cropping: [pair(random, 0, 1), pair(random, 0, 1)] });
      append(builder, "BatchNormalization", {});
  }
}

/** A skip connection: beside it something that keeps the size, halves and doubles it, or squeezes it to one position. */
function addBranches(builder: Builder): void {
  const { random } = builder;
  const start = lastName(builder);
  const filters = random(1, 5);
  const skip = append(builder, "Conv2D", { filters, kernel_size: 1 }, [start]);
  const kind = random(0, 3);
  if (kind === 0) {
    append(builder, "Conv2D", { filters, kernel_size: 3, padding: "same" }, [start]);
  } else if (kind === 1) {
    const squeezed = append(builder, "GlobalAveragePooling2D", { keepdims: true }, [start]);
    append(builder, "Conv2D", { filters, kernel_size: 1, activation: "sigmoid" }, [squeezed]);
    append(builder, "Multiply", {}, [skip, lastName(builder)]);
    return;
  } else {
    const padding = random(0, 1) === 0 ? "valid" : "same";
    append(builder, "MaxPooling2D", { pool_size: kind, padding }, [start]);
    append(builder, "Conv2DTranspose", { filters, kernel_size: 3, strides: kind, padding: "same" });
  }
  const classes = ["Add", "Concatenate", "Maximum"] as const;
  append(builder, classes[random(0, 2)] ?? "Add", {}, [skip, lastName(builder)]);
}

function addNested(builder: Builder): void {
  const { random } = builder;
  const squeeze = append(builder, "Conv2D", { filters: 2, kernel_size: 1 });
  const inner = startModel(random, 2);
  addLayer(inner);
  addLayer(inner);
  builder.layers.push({
    className: "Functional",
    name: `inner${builder.layers.length}`,
    calls: [[squeeze]],
    model: handMadeGraph(inner.layers),
  });
}
