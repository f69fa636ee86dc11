/** The stream of uniform numbers of engine/tensor/random.ts, many at a time and bit for bit the same. */
import {
  addDoubles,
  f64,
  fromUnsigned,
  loadDouble,
  multiplyDoubles,
  storeFloat,
} from "../emitter/doubles.ts";
import { type Local, repeatWhile, set } from "../emitter/expression.ts";
import { FunctionBuilder } from "../emitter/functionBuilder.ts";
import {
  add,
  either,
  exclusive,
  increase,
  isBelow,
  loadInteger,
  shiftLeft,
  shiftRight,
  storeInteger,
} from "../emitter/integers.ts";

/** Behind the four words of the generator's state: the lower bound, and the distance to the upper one, as doubles. */
export const boundsOffset = 16;

/** `run(state, numbers, end)`: addresses; `end` is behind the last number, of which there is at least one. The state moves on. */
export function uniformNumbers(): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["state", "numbers", "end"]);
  const [state, numbers, end] = ["state", "numbers", "end"].map((name) => fn.parameter(name)) as [
    Local<"i32">,
    Local<"i32">,
    Local<"i32">,
  ];
  const words = ["a", "b", "c", "counter"].map((name) => fn.local("i32", name));
  const [a, b, c, counter] = words as [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];
  const sum = fn.local("i32", "sum");
  const [low, width] = [fn.local("f64", "low"), fn.local("f64", "width")];
  // A power of two, by which a product is as exact as a quotient.
  const unit = multiplyDoubles(fromUnsigned(sum), f64(2 ** -32));
  fn.append(
    ...words.map((word, at) => set(word, loadInteger(state, at * 4))),
    set(low, loadDouble(state, boundsOffset)),
    set(width, loadDouble(state, boundsOffset + 8)),
    repeatWhile(
      [
        set(sum, add(add(a, b), counter)),
        increase(counter, 1),
        set(a, exclusive(b, shiftRight(b, 9))),
        set(b, add(c, shiftLeft(c, 3))),
        set(c, add(either(shiftLeft(c, 21), shiftRight(c, 11)), sum)),
        storeFloat(numbers, addDoubles(low, multiplyDoubles(width, unit)), 0),
        increase(numbers, 4),
      ],
      isBelow(numbers, end),
    ),
    ...words.map((word, at) => storeInteger(state, word, at * 4)),
  );
  return fn;
}
