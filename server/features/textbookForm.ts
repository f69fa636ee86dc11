/**
 * The cost of a convolution as textbooks write it (stride 1, padding "same", no bias), with this layer's numbers, to set
 * beside the exact figures. Formulas: design table of the seven convolutions.
 */
import type { LayerOperation } from "../../core/layers/operation.ts";
import { formatExact } from "./numbers.ts";

export interface TextbookForm {
  /** `K·K·Cin·Cout = 3·3·3·32 = 864` */
  readonly parameters: string;
  /** `H·W·Cin·Cout·K·K`, with the numbers only where every size is known. */
  readonly macs: string;
  /** Why the exact figures differ from the form; `undefined` for stride 1 with "same" padding and no bias. */
  readonly deviation?: string;
}

interface Term {
  readonly symbols: string;
  readonly numbers: string;
  readonly value: number;
}

/** The form of a convolution; `undefined` for any other operation. */
export function textbookForm(operation: LayerOperation): TextbookForm | undefined {
  const cost = costOf(operation);
  if (!cost || !("windows" in operation)) return undefined;
  const sizes = operation.windows.map((window) =>
    window.input.kind === "known" ? window.input.value : undefined,
  );
  const axes = ["D", "H", "W"].slice(3 - sizes.length);
  const positions = (sizes.length === 1 ? ["T"] : axes).join("·");
  const known = sizes.filter((size) => size !== undefined);
  const deviation = deviationOf(operation);
  return {
    parameters: `${cost.symbols} = ${cost.numbers} = ${formatExact(cost.value)}`,
    macs:
      known.length === sizes.length
        ? `${positions}·${cost.symbols} = ${known.join("·")}·${cost.numbers} = ${formatExact(
            known.reduce((product, size) => product * size, cost.value),
          )}`
        : `${positions}·${cost.symbols}`,
    ...(deviation === undefined ? {} : { deviation }),
  };
}

/** Weights of the form, which are also its MACs per position. */
function costOf(operation: LayerOperation): Term | undefined {
  switch (operation.op) {
    case "convolution": {
      const kernel = kernelTerm(operation.windows);
      const perGroup = operation.inputChannels / operation.groups;
      const { outputChannels } = operation;
      const depthwise = operation.groups === operation.inputChannels && operation.groups > 1;
      const channels =
        operation.groups === 1 ? "Cin·Cout" : depthwise ? "Cout" : `(Cin/${operation.groups})·Cout`;
      const numbers = depthwise ? String(outputChannels) : `${perGroup}·${outputChannels}`;
      return product(kernel, {
        symbols: channels,
        numbers,
        value: (depthwise ? 1 : perGroup) * outputChannels,
      });
    }
    case "transposedConvolution": {
      const { inputChannels, outputChannels } = operation;
      return product(kernelTerm(operation.windows), {
        symbols: "Cin·Cout",
        numbers: `${inputChannels}·${outputChannels}`,
        value: inputChannels * outputChannels,
      });
    }
    case "depthwiseConvolution":
      return product(
        kernelTerm(operation.windows),
        multipliedChannels(operation.inputChannels, operation.depthMultiplier),
      );
    case "separableConvolution": {
      const kernel = kernelTerm(operation.windows);
      const channels = multipliedChannels(operation.inputChannels, operation.depthMultiplier);
      return {
        symbols: `(${kernel.symbols} + Cout)·${channels.symbols}`,
        numbers: `(${kernel.numbers} + ${operation.outputChannels})·${channels.numbers}`,
        value: (kernel.value + operation.outputChannels) * channels.value,
      };
    }
    default:
      return undefined;
  }
}

/** `K·K` for equal sides, `Kh·Kw` for others; empty symbols for a kernel of 1 on every axis. */
function kernelTerm(windows: readonly { readonly kernel: number }[]): Term {
  const sizes = windows.map((window) => window.kernel);
  const equal = sizes.every((size) => size === sizes[0]);
  const names = sizes.length === 3 ? ["Kd", "Kh", "Kw"] : ["Kh", "Kw"];
  const symbols = equal ? sizes.map(() => "K") : names;
  return {
    symbols: symbols.join("·"),
    numbers: sizes.join("·"),
    value: sizes.reduce((total, size) => total * size, 1),
  };
}

function multipliedChannels(inputChannels: number, multiplier: number): Term {
  return multiplier === 1
    ? { symbols: "Cin", numbers: String(inputChannels), value: inputChannels }
    : {
        symbols: "Cin·m",
        numbers: `${inputChannels}·${multiplier}`,
        value: inputChannels * multiplier,
      };
}

function product(kernel: Term, channels: Term): Term {
  if (kernel.value === 1) return channels;
  return {
    symbols: `${kernel.symbols}·${channels.symbols}`,
    numbers: `${kernel.numbers}·${channels.numbers}`,
    value: kernel.value * channels.value,
  };
}

function deviationOf(operation: LayerOperation): string | undefined {
  if (!("windows" in operation)) return undefined;
  const reasons: string[] = [];
  if (operation.windows.some((window) => window.stride > 1)) {
    reasons.push(
      operation.op === "transposedConvolution"
        ? "a stride, which up-samples"
        : "a stride above 1, so fewer positions",
    );
  }
  const sameSize = operation.op === "transposedConvolution" || allKernelsOne(operation.windows);
  if (!sameSize && operation.windows.some((window) => window.padding === "valid")) {
    reasons.push('padding "valid", which leaves out the border');
  }
  if ("useBias" in operation && operation.useBias) reasons.push("a bias");
  return reasons.length === 0 ? undefined : `this layer has ${reasons.join(", and ")}`;
}

function allKernelsOne(windows: readonly { readonly kernel: number }[]): boolean {
  return windows.every((window) => window.kernel === 1);
}
