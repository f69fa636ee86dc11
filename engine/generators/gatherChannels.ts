/** Code that copies some channels of every pixel to where they lie close together. */
import { repeatWhile, set } from "../emitter/expression.ts";
import { FunctionBuilder } from "../emitter/functionBuilder.ts";
import { add, i32, increase, lessThan } from "../emitter/integers.ts";
import { lanes, loadVector, storeVector } from "../emitter/vectors.ts";

export interface GatherChannels {
  readonly pixels: number;
  /** Channels of a pixel, and how many of them are copied: whole vectors. */
  readonly channels: number;
  readonly copied: number;
}

/** `run(source, target)`: addresses of the first pixel's first channel that is wanted, and of the copy. */
export function gatherChannels({ pixels, channels, copied }: GatherChannels): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["source", "target"]);
  const [source, target] = [fn.parameter("source"), fn.parameter("target")];
  const end = fn.local("i32", "end");
  const value = fn.local("v128", "value");
  const copies = Array.from({ length: copied / lanes }, (_, vector) => [
    set(value, loadVector(source, vector * lanes * 4)),
    storeVector(target, value, vector * lanes * 4),
  ]);
  fn.append(
    set(end, add(target, i32(pixels * copied * 4))),
    repeatWhile(
      [...copies.flat(), increase(source, channels * 4), increase(target, copied * 4)],
      lessThan(target, end),
    ),
  );
  return fn;
}
