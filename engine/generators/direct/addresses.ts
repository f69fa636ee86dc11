/** Where the pixels of a tile are read and written. */
import { type Local, type Statement, set } from "../../emitter/expression.ts";
import {
  add,
  divide,
  type Integer,
  i32,
  increase,
  lessThan,
  minimum,
  multiply,
  select,
  subtract,
} from "../../emitter/integers.ts";
import { type DirectConvolution, floatBytes } from "./settings.ts";
import type { State } from "./state.ts";

/** Input and output addresses of the tile's pixels; the last tile is moved back so that it ends with the last pixel. */
export function pixelAddresses(state: State, base: Integer): Statement[] {
  const { settings, row, column, pixel, pixels, targets, output } = state;
  const { rows, columns, inputSteps, outputSteps } = settings;
  const count = pixels.length;
  const first = minimum(pixel, i32(rows * columns - count));
  const at = (steps: readonly [number, number]) =>
    add(multiply(row, i32(steps[0] * floatBytes)), multiply(column, i32(steps[1] * floatBytes)));
  const statements: Statement[] = [
    set(column, first),
    set(row, divide(column, i32(columns))),
    set(column, subtract(column, multiply(row, i32(columns)))),
  ];
  const contiguous = isFlat(settings);
  for (let index = 0; index < count; index++) {
    const pixelAddress = pixels[index] as I;
    const target = targets[index] as I;
    if (index === 0 || !contiguous) {
      statements.push(
        set(pixelAddress, add(base, at(inputSteps))),
        set(target, add(output, at(outputSteps))),
      );
    } else {
      const [before, targetBefore] = [pixels[index - 1] as I, targets[index - 1] as I];
      statements.push(set(pixelAddress, add(before, i32(inputSteps[1] * floatBytes))));
      statements.push(set(target, add(targetBefore, i32(outputSteps[1] * floatBytes))));
    }
    if (!contiguous && index < count - 1) {
      statements.push(
        increase(column, 1),
        set(row, add(row, select(lessThan(column, i32(columns)), i32(0), i32(1)))),
        set(column, select(lessThan(column, i32(columns)), column, i32(0))),
      );
    }
  }
  return statements;
}

/** True where pixels follow one another evenly, from the end of a row to the next. */
function isFlat({ rows, columns, inputSteps, outputSteps }: DirectConvolution): boolean {
  return (
    rows === 1 || (inputSteps[0] === columns * inputSteps[1] && outputSteps[0] === columns * outputSteps[1])
  );
}

type I = Local<"i32">;
