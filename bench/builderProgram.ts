/** A builder as people write them: 300 lines of TypeScript that make a model of 100 layers, by helpers, loops and plain lines. */

/** Places where a person types: the text goes in behind the mark, which stays. */
export const marks = { block: "/* in a block */", line: "/* between lines */", table: "/* in the table */" };

export function builderProgram(): string {
  const plain = Array.from({ length: 32 }, (_, index) => plainLayers(index)).flat();
  return [...head, ...plain.slice(0, 60), `  ${marks.line}`, ...plain.slice(60), ...foot].join("\n");
}

const head = `import * as tf from "@tensorflow/tfjs";
import type { SymbolicTensor } from "@tensorflow/tfjs";

/** Settings of one stage. */
interface Stage {
  readonly filters: number;
  readonly blocks: number;
  readonly strides: number;
}

interface BuilderOptions {
  readonly width?: number;
  readonly classes?: number;
  readonly inputShape?: number[];
  readonly dropout?: number;
}

const stages: readonly Stage[] = [
  { filters: 32, blocks: 2, strides: 1 },
  { filters: 64, blocks: 2, strides: 2 },
  { filters: 128, blocks: 2, strides: 2 }, ${marks.table}
  { filters: 256, blocks: 1, strides: 2 },
];

function scaled(filters: number, width: number): number {
  return Math.max(8, Math.floor((filters * width + 4) / 8) * 8);
}

class Names {
  private counts = new Map<string, number>();

  next(kind: string): string {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    return \`\${kind}_\${count}\`;
  }
}

const names = new Names();

function convBatchRelu(x: SymbolicTensor, filters: number, kernelSize: number, strides = 1): SymbolicTensor {
  let y = tf.layers
    .conv2d({ filters, kernelSize, strides, padding: "same", useBias: false, name: names.next("conv") })
    .apply(x) as SymbolicTensor;
  ${marks.block}
  y = tf.layers.batchNormalization({ name: names.next("norm") }).apply(y) as SymbolicTensor;
  return tf.layers.reLU({ maxValue: 6, name: names.next("relu") }).apply(y) as SymbolicTensor;
}

function residual(x: SymbolicTensor, filters: number, strides: number): SymbolicTensor {
  const shortcut =
    strides === 1 && x.shape[3] === filters ? x : convBatchRelu(x, filters, 1, strides);
  const y = convBatchRelu(convBatchRelu(x, filters, 3, strides), filters, 3);
  return tf.layers.add({ name: names.next("add") }).apply([shortcut, y]) as SymbolicTensor;
}

export function buildModel(options: BuilderOptions = {}): tf.LayersModel {
  const { width = 1, classes = 10, inputShape = [96, 96, 3], dropout = 0.2 } = options;
  const image = tf.input({ shape: inputShape, name: "image" });
  let x = convBatchRelu(image, scaled(16, width), 3, 2);
  for (const stage of stages.slice(0, 3)) {
    for (let block = 0; block < stage.blocks; block++) {
      x = residual(x, scaled(stage.filters, width), block === 0 ? stage.strides : 1);
    }
  }`.split("\n");

/** Lines as they stand where nothing is factored out. */
function plainLayers(index: number): string[] {
  const kind = index % 3;
  if (kind === 0)
    return [
      "  x = tf.layers",
      `    .separableConv2d({ filters: ${32 + 4 * index}, kernelSize: 3, padding: "same", depthMultiplier: 1, name: "mix_${index}" })`,
      "    .apply(x) as SymbolicTensor;",
      "",
    ];
  if (kind === 1)
    return [
      `  x = tf.layers.batchNormalization({ momentum: 0.9, name: "mix_${index}" }).apply(x) as SymbolicTensor;`,
      `  const before${index} = x;`,
      "",
    ];
  return [
    `  x = tf.layers.activation({ activation: "relu", name: "mix_${index}" }).apply(x) as SymbolicTensor;`,
    `  x = tf.layers.add({ name: "sum_${index}" }).apply([x, before${index - 1}]) as SymbolicTensor;`,
    "",
  ];
}

const foot = `  x = tf.layers.globalAveragePooling2d({ name: "pool" }).apply(x) as SymbolicTensor;
  if (dropout > 0) {
    x = tf.layers.dropout({ rate: dropout, name: "drop" }).apply(x) as SymbolicTensor;
  }
  const scores = tf.layers.dense({ units: classes, activation: "softmax", name: "scores" }).apply(x);
  return tf.model({ inputs: image, outputs: scores as SymbolicTensor, name: "classifier" });
}

export function compileModel(model: tf.LayersModel, learningRate = 1e-3): tf.LayersModel {
  model.compile({
    optimizer: tf.train.adam(learningRate),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

interface Batch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor2D;
}

/** Random pictures, for a first try without data. */
export function randomBatch(size: number, classes: number): Batch {
  return tf.tidy(() => {
    const images = tf.randomUniform<tf.Rank.R4>([size, 96, 96, 3]);
    const indices = Array.from({ length: size }, (_, index) => index % classes);
    const labels = tf.oneHot(tf.tensor1d(indices, "int32"), classes) as tf.Tensor2D;
    return { images, labels };
  });
}

export async function train(model: tf.LayersModel, batches: readonly Batch[], epochs = 3): Promise<number> {
  let best = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { images, labels } of batches) {
      const history = await model.fit(images, labels, { epochs: 1, batchSize: 16, verbose: 0 });
      const [accuracy] = history.history["acc"] ?? [];
      if (typeof accuracy === "number" && accuracy > best) {
        best = accuracy;
        console.log("best so far", epoch, (best * 100).toFixed(1));
      }
    }
    await tf.nextFrame();
  }
  return best;
}

export async function evaluate(model: tf.LayersModel, batch: Batch): Promise<number> {
  const result = model.evaluate(batch.images, batch.labels, { batchSize: 16 });
  const [, accuracy] = Array.isArray(result) ? result : [result, result];
  const [value = 0] = await accuracy.data();
  tf.dispose(result);
  return value;
}

/** Rows are what is there, columns what was answered. */
export function confusion(expected: readonly number[], answered: readonly number[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  expected.forEach((label, index) => {
    const row = matrix[label];
    const column = answered[index];
    if (row && column !== undefined) {
      row[column] = (row[column] ?? 0) + 1;
    }
  });
  return matrix;
}

export function learningRateAt(step: number, warmup = 500, total = 20_000, peak = 1e-3): number {
  if (step < warmup) {
    return (peak * step) / warmup;
  }
  const progress = (step - warmup) / Math.max(1, total - warmup);
  return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}

export function augment(images: tf.Tensor4D, flip: boolean, brightness: number): tf.Tensor4D {
  return tf.tidy(() => {
    let result = images;
    if (flip) {
      result = tf.image.flipLeftRight(result);
    }
    if (brightness !== 0) {
      result = result.add(brightness).clipByValue(0, 1) as tf.Tensor4D;
    }
    return result;
  });
}

export interface LabelledScore {
  readonly label: string;
  readonly score: number;
}

export function best(scores: readonly number[], labels: readonly string[], count = 5): LabelledScore[] {
  return scores
    .map((score, index) => ({ label: labels[index] ?? String(index), score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}

export async function classify(
  model: tf.LayersModel,
  image: tf.Tensor4D,
  labels: readonly string[],
): Promise<LabelledScore[]> {
  const scores = tf.tidy(() => (model.predict(image) as tf.Tensor2D).squeeze());
  const values = Array.from(await scores.data());
  scores.dispose();
  return best(values, labels);
}

export async function save(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save("file://" + folder);
}

export function describe(model: tf.LayersModel): string {
  const lines = [model.name];
  for (const layer of model.layers) {
    lines.push(layer.name);
  }
  return lines.join("\\n");
}

export const model = compileModel(buildModel({ width: 1, classes: 100 }));
`.split("\n");
