// Layers from a table: kinds looked up by name, options mapped.
// run: fromTable()
import * as tf from "@tensorflow/tfjs";

enum Size {
  Small = 8,
  Large = Small * 4,
}

const table = [
  ["conv2d", { filters: Size.Small, kernelSize: 3 }],
  ["maxPooling2d", { poolSize: 2 }],
  ["conv2d", { filters: Size.Large, kernelSize: [1, 3] }],
  ["flatten", {}],
] as const;

export async function fromTable(): Promise<tf.Sequential> {
  const layers = table.map(([kind, options], index) =>
    (tf.layers as any)[kind]({ ...options, name: `${kind}_${index}`, ...(index === 0 && { inputShape: [9, 12, 2] }) }), // @ conv2d_0, maxPooling2d_1, conv2d_2, flatten_3
  );
  const model = tf.sequential({ layers });
  switch (layers.length % 3) {
    case 0:
      model.add(tf.layers.dense({ units: 1 }));
      break;
    case 1:
      model.add(tf.layers.dense({ units: 2, name: "head" })); // @ head
      break;
    default:
      model.add(tf.layers.dense({ units: 3 }));
  }
  await model.save("indexeddb://table");
  return model;
}
