/** One small model written in every form that files have it: JSON of Keras 2, Keras 3 and TensorFlow.js, and code of three styles. */
import type { ConfigData } from "../../../core/graph/paramValue.ts";

export interface TextLayer {
  readonly className: string;
  /** TensorFlow.js's factory; absent for a class that it does not have. */
  readonly factory?: string;
  readonly config: Readonly<Record<string, ConfigData>>;
}

export interface ModelText {
  readonly form: string;
  readonly languageId: "json" | "typescript";
  readonly text: string;
}

/** Layers behind one another, named as their configuration says; the input's sizes go without the batch. */
export function modelTexts(
  input: readonly (number | null)[],
  layers: readonly TextLayer[],
): readonly ModelText[] {
  const json = [
    { form: "Sequential on one line", text: sequentialJson(input, layers, 0) },
    { form: "Sequential laid out", text: sequentialJson(input, layers, 2) },
    { form: "functional, Keras 2", text: functionalJson(input, layers, "keras2") },
    { form: "functional, Keras 3", text: functionalJson(input, layers, "keras3") },
  ];
  if (layers.some(({ factory }) => factory === undefined)) {
    return json.map((each) => ({ ...each, languageId: "json" as const }));
  }
  const code = [
    { form: "code with add", text: codeWithAdd(input, layers) },
    { form: "code with a list", text: codeWithList(input, layers) },
    { form: "code with apply", text: codeWithApply(input, layers) },
  ];
  return [
    ...json.map((each) => ({ ...each, languageId: "json" as const })),
    ...code.map((each) => ({ ...each, languageId: "typescript" as const })),
  ];
}

function sequentialJson(
  input: readonly (number | null)[],
  layers: readonly TextLayer[],
  indent: number,
): string {
  const entries = layers.map(({ className, config }, index) => ({
    class_name: className,
    config: index === 0 ? { ...config, batch_input_shape: [null, ...input] } : config,
  }));
  return JSON.stringify({ class_name: "Sequential", config: { name: "m", layers: entries } }, null, indent);
}

function functionalJson(
  input: readonly (number | null)[],
  layers: readonly TextLayer[],
  style: "keras2" | "keras3",
): string {
  const tensor = (name: string) => ({
    class_name: "__keras_tensor__",
    config: { shape: [null], dtype: "float32", keras_history: [name, 0, 0] },
  });
  const entry = (
    className: string,
    config: Readonly<Record<string, ConfigData>>,
    before: string | undefined,
  ) => {
    const keras3 = before === undefined ? [] : [{ args: [tensor(before)], kwargs: {} }];
    // What Keras keeps of a built layer, for the one behind the input and a layer that keeps its shape.
    const built = config.name === "it" ? { build_config: { input_shape: [null, ...input] } } : {};
    const keras2 = before === undefined ? [] : [[[before, 0, 0, {}]]];
    return {
      ...(style === "keras3" ? { module: "keras.layers" } : {}),
      class_name: className,
      config,
      ...(style === "keras3" ? { registered_name: null, ...built } : {}),
      name: config.name,
      inbound_nodes: style === "keras3" ? keras3 : keras2,
    };
  };
  const nameOf = ({ config }: TextLayer) => String(config.name);
  const entries = [
    entry("InputLayer", { batch_shape: [null, ...input], name: "image" }, undefined),
    ...layers.map((layer, index) => {
      const before = layers[index - 1];
      return entry(layer.className, layer.config, before ? nameOf(before) : "image");
    }),
  ];
  const last = layers.at(-1);
  const config = {
    name: "m",
    layers: entries,
    input_layers: [["image", 0, 0]],
    output_layers: [[last ? nameOf(last) : "image", 0, 0]],
  };
  return JSON.stringify({ class_name: "Functional", config }, null, 2);
}

const head = 'import * as tf from "@tensorflow/tfjs";\n\n';

function codeWithAdd(input: readonly (number | null)[], layers: readonly TextLayer[]): string {
  const lines = layers.map(
    (layer, index) => `  m.add(${factoryCall(layer, index === 0 ? input : undefined)});`,
  );
  return `${head}export function build() {\n  const m = tf.sequential();\n${lines.join("\n")}\n  return m;\n}\n`;
}

function codeWithList(input: readonly (number | null)[], layers: readonly TextLayer[]): string {
  const items = layers.map((layer, index) => `    ${factoryCall(layer, index === 0 ? input : undefined)},`);
  return `${head}export const m = tf.sequential({\n  layers: [\n${items.join("\n")}\n  ],\n});\n`;
}

function codeWithApply(input: readonly (number | null)[], layers: readonly TextLayer[]): string {
  const lines = layers.map((layer) => `x = ${factoryCall(layer, undefined)}.apply(x) as tf.SymbolicTensor;`);
  const start = `const image = tf.input({ shape: ${JSON.stringify(input)} });\nlet x = image;\n`;
  return `${head}${start}${lines.join("\n")}\nexport const m = tf.model({ inputs: image, outputs: x });\n`;
}

function factoryCall({ factory, config }: TextLayer, input: readonly (number | null)[] | undefined): string {
  const members = Object.entries(config).map(([name, value]) => {
    const key = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const word = value === "channels_first" ? "channelsFirst" : value;
    return `${key}: ${JSON.stringify(word)}`;
  });
  const shape = input ? [`inputShape: ${JSON.stringify(input)}`] : [];
  return `tf.layers.${factory}({ ${[...shape, ...members].join(", ")} })`;
}
