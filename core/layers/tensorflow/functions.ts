/** Functions of TensorFlow that tf.keras 2 writes as layers, by the operation of `keras.ops` that does the same. */

export interface TensorflowFunction {
  /** Class among the operations, without its prefix. */
  readonly operation: string;
  /** Names of the operands after the first, in the operation's order. */
  readonly operands: readonly string[];
  /** Arguments of the function, by the operation's name for each. */
  readonly renamed: Readonly<Record<string, string>>;
  /** What a node of a TensorFlow graph takes as inputs behind the operands, by the operation's names. */
  readonly parameters: readonly string[];
  /** What the function takes where the file is silent and the operation takes something else. */
  readonly defaults: Readonly<Record<string, number | boolean | string | null>>;
}

function means(
  operation: string,
  operands: readonly string[] = [],
  more: Partial<Omit<TensorflowFunction, "operation" | "operands">> = {},
): TensorflowFunction {
  return { operation, operands, renamed: {}, parameters: [], defaults: {}, ...more };
}

/** The operation of a function by another name; the others differ in their letters only. */
const renamedUnary: Readonly<Record<string, string>> = {
  abs: "Absolute",
  acos: "Arccos",
  acosh: "Arccosh",
  asin: "Arcsin",
  asinh: "Arcsinh",
  atan: "Arctan",
  atanh: "Arctanh",
};
const renamedBinary: Readonly<Record<string, string>> = { add_v2: "Add", sub: "Subtract", mul: "Multiply" };
const reflected: Readonly<Record<string, string>> = {
  rsub: "Subtract",
  rmul: "Multiply",
  rtruediv: "TrueDivide",
  rpow: "Power",
};

const byName = new Map<string, TensorflowFunction>();

function add(names: string, make: (name: string) => TensorflowFunction): void {
  for (const name of names.split(" ")) byName.set(name, make(name));
}

const pascal = (name: string) =>
  name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Names as in `tf.math`, `tf.nn` and the operators of a tensor, each with an operation of the same name. */
add(
  "abs acos acosh asin asinh atan atanh ceil cos cosh elu erf erfc exp expm1 floor gelu imag leaky_relu log log1p log_sigmoid " +
    "log_softmax logical_not negative real reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh softmax softplus softsign sqrt square " +
    "tan tanh zeros_like ones_like stop_gradient cast",
  (name) => means(renamedUnary[name] ?? pascal(name)),
);
add("neg", () => means("Negative"));
add("invert", () => means("LogicalNot"));
add("silu swish", () => means("Silu"));
add("is_nan", () => means("Isnan"));
add("is_finite", () => means("Isfinite"));
add("is_inf", () => means("Isinf"));
add("identity dropout print ensure_shape", () => means("Copy"));
add("clip_by_value", () => means("Clip"));
add("l2_normalize", () => means("Normalize"));
add("reverse reverse_v2", () => means("Flip", [], { parameters: ["axis"] }));
add("roll", () => means("Roll"));
add("cumsum cumprod", (name) => means(pascal(name), [], { parameters: ["axis"], defaults: { axis: 0 } }));

add(
  "add add_v2 subtract sub multiply mul maximum minimum equal not_equal greater greater_equal less less_equal logical_and logical_or",
  (name) => means(renamedBinary[name] ?? pascal(name), ["y"]),
);
add("divide div truediv realdiv real_div", () => means("TrueDivide", ["y"]));
add("div_no_nan divide_no_nan", () => means("DivideNoNan", ["y"]));
add("floordiv floor_div", () => means("FloorDivide", ["y"]));
add("mod floormod floor_mod", () => means("Mod", ["y"]));
add("pow", () => means("Power", ["y"]));
add("radd rsub rmul rtruediv rpow", (name) => means(reflected[name] ?? "Add", ["y"]));
add("squared_difference", () => means("Subtract", ["y"]));
add("bias_add", () => means("Add", ["bias"]));
add("add_n", () => means("Add"));
add("where select select_v2", () => means("Where", ["x", "y"]));

add(
  "reduce_mean reduce_sum reduce_max reduce_min reduce_prod reduce_any reduce_all mean sum max min prod any all",
  (name) =>
    means(pascal(name.replace("reduce_", "")), [], {
      renamed: { keep_dims: "keepdims", reduction_indices: "axis" },
      parameters: ["axis"],
    }),
);
add("reduce_std", () => means("Std"));
add("reduce_variance", () => means("Var"));
add("reduce_logsumexp", () => means("Logsumexp"));
add("argmax argmin arg_max arg_min", (name) =>
  means(name.includes("max") ? "Argmax" : "Argmin", [], {
    renamed: { dimension: "axis" },
    parameters: ["axis"],
    defaults: { axis: 0 },
  }),
);

add("transpose", () => means("Transpose", [], { renamed: { perm: "axes" }, parameters: ["axes"] }));
add("expand_dims", () => means("ExpandDims", [], { renamed: { dim: "axis" }, parameters: ["axis"] }));
add("squeeze", () => means("Squeeze", [], { renamed: { squeeze_dims: "axis" } }));
add("stack pack", () => means("Stack", [], { defaults: { axis: 0 } }));
add("unstack unpack", () => means("Unstack", [], { defaults: { axis: 0 } }));
add("concat concat_v2", () => means("Concatenate", [], { parameters: ["axis"] }));
add("tile", () => means("Tile", [], { renamed: { multiples: "repeats" }, parameters: ["repeats"] }));
add("repeat", () => means("Repeat"));
add("pad pad_v2 mirror_pad", () =>
  means("Pad", [], { renamed: { paddings: "pad_width" }, parameters: ["pad_width"] }),
);
add("broadcast_to", () => means("BroadcastTo", [], { parameters: ["shape"] }));
add("gather gather_v2", () => means("Take", ["indices"], { parameters: ["axis"], defaults: { axis: 0 } }));
add("one_hot", () => means("OneHot", [], { renamed: { depth: "num_classes" }, parameters: ["num_classes"] }));
add("top_k top_kv2", () => means("TopK", [], { parameters: ["k"], defaults: { k: 1 } }));
add("depth_to_space space_to_depth", (name) => means(pascal(name)));
add("resize resize_v2 resize_bilinear resize_nearest_neighbor resize_bicubic", () =>
  means("Resize", [], { parameters: ["size"] }),
);
add("grayscale rgb_to_grayscale", () => means("RGBToGrayscale"));
add("matmul mat_mul batch_mat_mul batch_mat_mul_v2", () => means("Matmul", ["b"]));
add("tensordot", () => means("Tensordot", ["b"]));
add("einsum", () => means("Einsum", ["inputs"], { renamed: { equation: "subscripts" } }));

const window = { dilations: "dilation_rate", ksize: "pool_size" };
add("conv1d conv2d conv3d convolution", () =>
  means("Conv", ["filters"], { renamed: window, defaults: { strides: 1 } }),
);
add("max_pool max_pool1d max_pool2d max_pool3d max_pool_v2", () => means("MaxPool", [], { renamed: window }));
add("avg_pool avg_pool1d avg_pool2d avg_pool3d", () => means("AveragePool", [], { renamed: window }));

/** The function by a name such as `math.reduce_mean`, `__operators__.add` or `AddV2`. */
export function tensorflowFunction(name: string): TensorflowFunction | undefined {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const snake = last
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/(\d)_d$/, "$1d");
  return byName.get(last) ?? byName.get(snake);
}
