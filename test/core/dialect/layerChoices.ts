/** Seeded choices of sizes, shapes and arguments, for random layers. */
import type { Random } from "../../../engine/tensor/random.ts";

export interface Choices {
  /** From `low` to `high`, both included. */
  readonly integer: (low: number, high: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** True in one of `oneIn` cases. */
  readonly rarely: (oneIn: number) => boolean;
}

/** What a random layer is made of: its arguments, and the shapes of its inputs. */
export interface Made {
  readonly config: Readonly<Record<string, unknown>>;
  /** Batch first; `null` is a free size. */
  readonly inputs: readonly (readonly (number | null)[])[];
  /** A pooling layer of size 1 stands before it, for a layer that changes the shape of the tensor that it takes. */
  readonly behindPooling?: true;
}

export type Maker = (choose: Choices) => Made;

export function choices(random: Random): Choices {
  const integer = (low: number, high: number) => low + Math.floor(random.uniform() * (high - low + 1));
  return {
    integer,
    pick: <Item>(items: readonly Item[]): Item => items[integer(0, items.length - 1)] as Item,
    rarely: (oneIn) => integer(1, oneIn) === 1,
  };
}

export const activations = [
  "linear",
  "relu",
  "softmax",
  "tanh",
  "elu",
  "hard_sigmoid",
  "swish",
  "gelu",
  "silu",
  "exponential",
];

/** One size for all axes, or one an axis. */
export function sizes(choose: Choices, rank: number, low: number, high: number): number | number[] {
  if (choose.rarely(2)) return choose.integer(low, high);
  return Array.from({ length: rank }, () => choose.integer(low, high));
}

export function list(choose: Choices, rank: number, low: number, high: number): number[] {
  return Array.from({ length: rank }, () => choose.integer(low, high));
}

export interface Picture {
  readonly shape: (number | null)[];
  readonly dataFormat: "channels_last" | "channels_first";
}

export function picture(choose: Choices, rank: number, first: boolean): Picture {
  const dataFormat = first && choose.rarely(4) ? "channels_first" : "channels_last";
  const spatial = Array.from({ length: rank }, () =>
    choose.rarely(8) ? null : choose.integer(rank === 3 ? 2 : 3, rank === 3 ? 6 : 12),
  );
  const channels = choose.integer(1, 2) * 2;
  return {
    dataFormat,
    shape: dataFormat === "channels_last" ? [null, ...spatial, channels] : [null, channels, ...spatial],
  };
}

/** Leaves an argument out in half of the cases. */
export function sometimes<Value>(
  choose: Choices,
  name: string,
  value: Value,
  oneIn = 2,
): Record<string, Value> {
  return choose.rarely(oneIn) ? { [name]: value } : {};
}

export function withMore(maker: Maker, more: (choose: Choices) => Record<string, unknown>): Maker {
  return (choose) => {
    const made = maker(choose);
    return { ...made, config: { ...made.config, ...more(choose) } };
  };
}

export function anyShape(choose: Choices, low = 2, high = 5): (number | null)[] {
  return [
    null,
    ...Array.from({ length: choose.integer(low, high) - 1 }, () =>
      choose.rarely(12) ? null : choose.integer(1, 6),
    ),
  ];
}

export function elementwise(config: (choose: Choices) => Record<string, unknown> = () => ({})): Maker {
  return (choose) => ({ inputs: [anyShape(choose)], config: config(choose) });
}
