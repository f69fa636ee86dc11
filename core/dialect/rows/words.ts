/** The row on words that Keras takes in any case and TensorFlow.js in lower case alone. */
import { argumentValue, nameOf } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

const windows = [
  ...["Conv1D", "Conv2D", "Conv3D", "SeparableConv2D", "DepthwiseConv2D", "ConvLSTM2D"],
  ...["Conv2DTranspose", "Conv3DTranspose"],
  ...["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"],
  ...["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"],
];

export const wordRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "words-in-upper-case",
    classes: [...windows, "GlobalAveragePooling2D", "GlobalMaxPooling2D", "UpSampling2D"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: '`padding` and `data_format` may be written in capitals: "SAME".',
    tfjs: 'Refuses the word unless it is in lower case: "same".',
    find: ({ node }) => {
      const argument = ["padding", "data_format"].find((name) => {
        const value = argumentValue(node, name);
        return typeof value === "string" && value !== value.toLowerCase();
      });
      if (argument === undefined) return undefined;
      const word = String(argumentValue(node, argument));
      return {
        message: `TensorFlow.js refuses ${argument} "${word}" of ${nameOf(node)}: it takes the word in lower case alone. Write "${word.toLowerCase()}".`,
        argument,
      };
    },
  },
];
