/**
 * Repeatable pseudo-random numbers for weights and sample inputs. The generator is sfc32 (Chris Doty-Humphrey, PractRand):
 * three 32-bit words mixed by shifts and adds, and a counter. The state comes from a seed number and a label by FNV-1a and
 * MurmurHash3's finaliser, so each weight of each layer has its own stream that does not depend on the order of filling.
 */
export interface Random {
  /** Uniform in [0, 1), steps of 2^-32. */
  readonly uniform: () => number;
  /** Standard normal, mean 0 and standard deviation 1, by Box and Muller's transform. */
  readonly normal: () => number;
  /** Standard normal restricted to (-2, 2) by drawing again, as Keras and TensorFlow do. */
  readonly truncatedNormal: () => number;
}

/** Generator for `seed` (any number) and `label` (such as `conv1/kernel`). */
export function seededRandom(seed: number, label = ""): Random {
  const uniform = sfc32(seed, label);
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
  return { uniform, normal, truncatedNormal };
}

function sfc32(seed: number, label: string): () => number {
  const text = `${seed}\u0000${label}`;
  let a = hash(text, 0x811c9dc5);
  let b = hash(text, 0x9e3779b9);
  let c = hash(text, 0x85ebca6b);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** FNV-1a over UTF-16 units, then MurmurHash3's 32-bit finaliser, which spreads neighbouring seeds. */
function hash(text: string, start: number): number {
  let value = start | 0;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
