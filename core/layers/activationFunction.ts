/** The activation argument of a layer: a Keras name, or an object with the numbers of a parameterised one. */
import type { ConfigData } from "../graph/paramValue.ts";
import type { ConfigReader } from "./configReader.ts";
import type { Activation } from "./operation.ts";

export const linearActivation: Activation = { name: "linear", settings: {} };

/** Names that Keras knows, with the other spellings found in files. */
const activationNames: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "linear",
    "relu",
    "relu6",
    "leaky_relu",
    "elu",
    "selu",
    "celu",
    "gelu",
    "sigmoid",
    "hard_sigmoid",
    "log_sigmoid",
    "tanh",
    "hard_tanh",
    "softmax",
    "log_softmax",
    "softplus",
    "softsign",
    "silu",
    "hard_silu",
    "mish",
    "exponential",
    "glu",
    "squareplus",
    "tanh_shrink",
    "hard_shrink",
    "soft_shrink",
    "threshold",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
  ].flatMap((name) => [
    [name, name],
    [name.replaceAll("_", ""), name],
  ]),
);
const otherNames: Readonly<Record<string, string>> = {
  swish: "silu",
  hard_swish: "hard_silu",
  hardswish: "hard_silu",
  gelu_new: "gelu",
  gelunew: "gelu",
};

/** Keras's own settings of layer classes that files use as activation objects. */
const objectSettings: Readonly<Record<string, readonly string[]>> = {
  relu: ["max_value", "negative_slope", "threshold"],
  leaky_relu: ["negative_slope", "alpha"],
  elu: ["alpha"],
};

/** Canonical name of an activation; `undefined` for a custom one. */
export function canonicalActivation(name: string): string | undefined {
  const key = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  const known = Object.hasOwn(activationNames, key) ? activationNames[key] : undefined;
  return known ?? (Object.hasOwn(otherNames, key) ? otherNames[key] : undefined);
}

/** Reads `activation`, `fallback` where the file leaves it out; a custom function is reported once, as information. */
export function readActivation(
  reader: ConfigReader,
  param = "activation",
  fallback = linearActivation,
): Activation {
  const data = reader.peek(param);
  if (data === undefined && !reader.has(param)) return fallback;
  if (data === undefined) {
    reader.text(param, ""); // reports that the value is not computable
    return { name: "custom", settings: {} };
  }
  if (data === null) return linearActivation;
  const parsed = parseActivation(data);
  if (parsed) return ofVersion(parsed, reader);
  reader.report(
    "invalid-argument",
    `The activation of "${reader.node.name}" is not one that Keras names; its values cannot be computed.`,
    {
      param,
      severity: "information",
    },
  );
  return { name: "custom", settings: {} };
}

/** Keras 1, 2 and TensorFlow.js rise from -2.5 to 2.5; Keras 3 from -3 to 3, which is the kernels' own slope. */
export function ofVersion(activation: Activation, { node }: ConfigReader): Activation {
  const older = node.kerasVersion === 1 || node.kerasVersion === 2;
  return activation.name === "hard_sigmoid" && older
    ? { name: "hard_sigmoid", settings: { slope: 0.2 } }
    : activation;
}

function parseActivation(data: ConfigData): Activation | undefined {
  if (typeof data === "string") {
    const name = canonicalActivation(data);
    if (name === undefined) return undefined;
    return { name, settings: /^gelu_?new$/i.test(data) ? { approximate: 1 } : {} };
  }
  if (data === null || typeof data !== "object" || Array.isArray(data)) return undefined;
  const object = data as { readonly [key: string]: ConfigData };
  const className = object.class_name;
  const config = object.config;
  if (className === "function" && typeof config === "string") return parseActivation(config);
  if (typeof className !== "string") return undefined;
  const name = canonicalActivation(className);
  if (name === undefined) return undefined;
  const settings: Record<string, number> = {};
  if (config && typeof config === "object" && !Array.isArray(config)) {
    for (const key of objectSettings[name] ?? []) {
      const number = (config as { readonly [key: string]: ConfigData })[key];
      if (typeof number === "number")
        settings[key === "alpha" && name === "leaky_relu" ? "negative_slope" : key] = number;
    }
  }
  return { name, settings };
}
