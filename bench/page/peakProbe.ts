/** What one core of this machine can do at all: a WebAssembly loop of multiply-adds that touches no memory. */

export type PeakProbe = () => void;

const accumulators = 13;
const turns = 60_000;

/** Multiply-accumulates of one call. */
export const probeFlops = accumulators * 4 * turns;

/** The text of the module; `multiplyAdd` is relaxed SIMD's fused one, or a multiplication and an addition. */
export function probeText(relaxed: boolean): string {
  const sums = Array.from({ length: accumulators }, (_, index) => `$s${index}`);
  const step = (sum: string): string =>
    relaxed
      ? `(local.set ${sum} (f32x4.relaxed_madd (local.get $x) (local.get $y) (local.get ${sum})))`
      : `(local.set ${sum} (f32x4.add (local.get ${sum}) (f32x4.mul (local.get $x) (local.get $y))))`;
  return `(module
  (func (export "run") (param $turns i32) (param $a f32) (result f32)
    (local $x v128) (local $y v128) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (local.set $x (f32x4.splat (local.get $a)))
    (local.set $y (f32x4.splat (local.get $a)))
    (loop $again
      ${sums.map(step).join("\n      ")}
      (br_if $again (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    ${sums.reduce((sum, next) => `(f32x4.add ${sum} (local.get ${next}))`, "(v128.const f32x4 0 0 0 0)").replace(/^/, "(f32x4.extract_lane 0 ")})))`;
}

/** Relaxed where the browser has it. */
export async function startPeakProbe(modules: {
  readonly relaxed: Uint8Array<ArrayBuffer>;
  readonly plain: Uint8Array<ArrayBuffer>;
}): Promise<PeakProbe> {
  const bytes = WebAssembly.validate(modules.relaxed) ? modules.relaxed : modules.plain;
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const run = instance.exports.run;
  if (typeof run !== "function") throw new Error("the probe exports no function");
  return () => {
    run(turns, 0.999);
  };
}
