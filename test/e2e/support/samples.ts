// The samples that the scenarios open, and what stands in them.

/** A Keras model in JSON, with a layer name to point at and what its hint says. */
export const jsonSample = { file: "tiny.json", layer: "config", hint: /26×26×8/, derivation: /26×26×8/ };

/** The same in TypeScript with TensorFlow.js. */
export const codeSample = { file: "tiny.ts", layer: "conv2d", hint: /26×26×8/, derivation: /26×26×8/ };
