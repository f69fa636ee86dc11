/** Random models of one layer, seeded, over every layer class of TensorFlow.js and the arguments that Keras gives those classes. */
import { seededRandom } from "../../../engine/tensor/random.ts";
import { type Choices, choices, type Made, type Maker, sometimes } from "./layerChoices.ts";
import { pictureMakers } from "./randomPictures.ts";
import { tensorMakers } from "./randomTensors.ts";

export interface RandomLayer extends Made {
  readonly className: string;
}

/** The `number`th layer: classes take turns, so each comes up as often as any other. */
export function randomLayer(number: number): RandomLayer {
  const className = layerClasses[number % layerClasses.length] as string;
  return drawLayer(className, choices(seededRandom(number, className)));
}

/** A layer of that class with arguments and inputs of its own choice. */
export function drawLayer(className: string, choose: Choices): RandomLayer {
  return { className, ...(makers[className] as Maker)(choose) };
}

const makers: Readonly<Record<string, Maker>> = {
  ...pictureMakers,
  ...tensorMakers,
  TimeDistributed: (choose) => {
    const inner = choose.pick([
      "Dense",
      "Conv2D",
      "MaxPooling2D",
      "Flatten",
      "BatchNormalization",
      "DepthwiseConv2D",
      "Conv2DTranspose",
      "Reshape",
    ]);
    const made = (makers[inner] as Maker)(choose);
    const [[batch, ...rest] = [null]] = made.inputs as (number | null)[][];
    return {
      inputs: [[batch ?? null, choose.integer(2, 3), ...rest]],
      config: { layer: { class_name: inner, config: { name: "inner", ...made.config } } },
    };
  },
  Bidirectional: (choose) => {
    const inner = choose.pick(["SimpleRNN", "LSTM", "GRU"]);
    const made = (makers[inner] as Maker)(choose);
    return {
      inputs: made.inputs,
      config: {
        layer: { class_name: inner, config: { name: "inner", ...made.config } },
        ...sometimes(choose, "merge_mode", choose.pick(["concat", "sum", "ave", "mul", null])),
      },
    };
  },
};

export const layerClasses: readonly string[] = Object.keys(makers);
