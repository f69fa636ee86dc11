// The model files that the tests inside the extension host open, small enough to check by hand.
import { type TextDocument, Uri, window, workspace } from "vscode";

/** Two layers in Keras 2 JSON: 28×28×1 -> conv_a 26×26×8, 80 parameters -> conv_b 24×24×4, 292 parameters. */
export const twoConvolutions = sequential([28, 28, 1], [conv("conv_a", 8, 3), conv("conv_b", 4, 3)]);

/** A window of 9×9 on a picture of 5×5, which cannot be. */
export const windowTooLarge = sequential([5, 5, 3], [conv("too_large", 4, 9)]);

/** The first two layers' twin in TensorFlow.js code. */
export const twoConvolutionsInCode = `import * as tf from "@tensorflow/tfjs";

export const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, name: "conv_a" }));
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "conv_b" }));
`;

/** The same two as two scripts of a page. */
export const twoConvolutionsInPage = `<!DOCTYPE html>
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0"></script>
<script>
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, name: "conv_a" }));
</script>
<p>And then</p>
<script>
  model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "conv_b" }));
</script>
`;

/** Writes a file into the workspace and shows it in an editor. */
export async function openFile(name: string, text: string): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error("the tests need a workspace folder");
  const uri = Uri.joinPath(folder, "host-tests", name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

function sequential(inputShape: number[], layers: object[]): string {
  const input = {
    class_name: "InputLayer",
    config: { name: "picture", batch_input_shape: [null, ...inputShape], dtype: "float32" },
  };
  const model = { class_name: "Sequential", config: { name: "tiny", layers: [input, ...layers] } };
  return JSON.stringify({ ...model, keras_version: "2.15.0", backend: "tensorflow" }, null, 2);
}

function conv(name: string, filters: number, kernel: number): object {
  return {
    class_name: "Conv2D",
    config: {
      name,
      filters,
      kernel_size: [kernel, kernel],
      strides: [1, 1],
      padding: "valid",
      data_format: "channels_last",
      dilation_rate: [1, 1],
      groups: 1,
      activation: "relu",
      use_bias: true,
    },
  };
}
