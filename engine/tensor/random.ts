/**
 * Repeatable pseudo-random numbers for weights and sample inputs. The generator is sfc32 (Chris Doty-Humphrey, PractRand):
 * three 32-bit words mixed by shifts and adds, and a counter. The state comes from a seed number and a label by FNV-1a and
 * MurmurHash3's finaliser, so each weight of each layer has its own stream that does not depend on the order of filling.
 */
export interface Random {
  /** The words a, b, c and the counter; generated code that makes numbers of the stream reads and writes them. */
  readonly state: Int32Array;
  /** Uniform in [0, 1), steps of 2^-32. */
  readonly uniform: () => number;
  /** Overwrites the numbers of the places by ones uniform between two bounds, from the same stream as `uniform`. */
  readonly fillUniform: (
    data: Float32Array,
    bounds: { readonly low: number; readonly high: number },
    places: { readonly from: number; readonly end: number },
  ) => void;
  /** Standard normal, mean 0 and standard deviation 1, by Box and Muller's transform. */
  readonly normal: () => number;
  /** Standard normal restricted to (-2, 2) by drawing again, as Keras and TensorFlow do. */
  readonly truncatedNormal: () => number;
}

/** Generator for `seed` (any number) and `label` (such as `conv1/kernel`). */
export function seededRandom(seed: number, label = ""): Random {
  const state = startOf(seed, label);
  const uniform = () => (next(state) >>> 0) / range;
  let spare: number | undefined;
  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // 1 - u is in (0, 1], so that the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const truncatedNormal = () => {
    let value = normal();
    while (Math.abs(value) >= 2) value = normal();
    return value;
  };
  return {
    state,
    uniform,
    fillUniform: (data, bounds, places) => fillUniform(state, data, bounds, places),
    normal,
    truncatedNormal,
  };
}

const range = 2 ** 32;

type State = Int32Array;

function startOf(seed: number, label: string): State {
  const text = `${seed}\u0000${label}`;
  const state = Int32Array.of(hash(text, 0x811c9dc5), hash(text, 0x9e3779b9), hash(text, 0x85ebca6b), 1);
  for (let round = 0; round < 12; round++) next(state);
  return state;
}

function next(state: State): number {
  const { 0: a = 0, 1: b = 0, 2: c = 0, 3: counter = 0 } = state;
  const sum = (a + b + counter) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  state[3] = (counter + 1) | 0;
  return sum;
}

/** One loop without a call in it, since weights by the million are the first thing that a new engine runs. */
function fillUniform(
  state: State,
  data: Float32Array,
  { low, high }: { readonly low: number; readonly high: number },
  { from, end }: { readonly from: number; readonly end: number },
): void {
  let { 0: a = 0, 1: b = 0, 2: c = 0, 3: counter = 0 } = state;
  const width = high - low;
  for (let at = from; at < end; at++) {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    data[at] = low + width * ((sum >>> 0) / range);
  }
  state.set([a, b, c, counter]);
}

/** FNV-1a over UTF-16 units, then MurmurHash3's 32-bit finaliser, which spreads neighbouring seeds. */
function hash(text: string, start: number): number {
  let value = start | 0;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
