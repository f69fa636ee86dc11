/** SpectralNormalization: a layer whose kernel is divided by its largest singular value in training. */
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { notInferred } from "./result.ts";

export const spectralNormalizationLayer: LayerSpec = {
  className: "SpectralNormalization",
  category: "normalisation",
  description: "Holds the largest singular value of the kernel of the layer inside at 1 in training.",
  params: [
    { name: "layer", description: "The layer inside." },
    {
      name: "power_iterations",
      description: "Steps in which the singular value is approached.",
      default: 1,
    },
  ],
  infer: (call: LayerCallContext) => {
    const reader = readConfig(call.node);
    const iterations = reader.integer("power_iterations", { fallback: 1 });
    const inner = call.node.wrapped;
    if (!inner) {
      reader.report(
        "missing-argument",
        `SpectralNormalization "${call.node.name}" needs the layer that it wraps; add layer.`,
      );
    }
    if (!inner || iterations === undefined) return notInferred(reader);
    const { value, problems } = call.inferInner(inner, call.inputs);
    if (value.weights === null) return { value, problems: [...reader.problems, ...problems] };
    const kernel = value.weights.find(({ name }) => name === "kernel" || name === "embeddings");
    const columns = kernel?.shape.at(-1);
    if (columns === undefined) {
      reader.report(
        "unsupported-combination",
        `SpectralNormalization "${call.node.name}" needs a layer with a kernel or embeddings, and ${inner.className} has none.`,
      );
      return notInferred(reader);
    }
    const vector: WeightSpec = {
      name: "vector_u",
      shape: [1, columns],
      trainable: false,
      initializer: { className: "TruncatedNormal", config: { stddev: 0.02 } },
    };
    // The stored kernel is the normalised one; at prediction the layer inside works with it as it is.
    const others = value.weights.filter((weight) => weight !== kernel);
    return {
      value: { ...value, weights: [...(kernel ? [kernel] : []), vector, ...others] },
      problems: [...reader.problems, ...problems],
    };
  },
};
