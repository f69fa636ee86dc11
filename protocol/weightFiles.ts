/** Which files beside a model are likely to hold its weights, by name alone. */

const weightEnding = /(\.weights\.h5|\.h5|\.hdf5|\.keras|\.safetensors)$/i;

/** Names that say nothing but "a model" or "weights". */
const plainStem =
  /^(model|config|architecture|topology|weights|model[._-]?(weights|config|architecture|topology))$/;

/** True for the endings of weight files. */
export function isWeightFileName(name: string): boolean {
  return weightEnding.test(name);
}

/**
 * Names out of `siblings` that belong to the model file, best first: those of the same name (`unet.json` and
 * `unet.weights.h5`, `unet_weights.h5`), and where it is only called `model.json` or the like, those called so, too.
 */
export function weightFilesBeside(modelFile: string, siblings: readonly string[]): string[] {
  const stem = stemOf(modelFile.replace(/(\.(tfjs|keras))?\.[^.]+$/i, ""));
  const candidates = siblings.filter((name) => name !== modelFile && isWeightFileName(name));
  const same = candidates.filter((name) => stemOf(name.replace(weightEnding, "")) === stem);
  const plain = plainStem.test(stem)
    ? candidates.filter(
        (name) => !same.includes(name) && plainStem.test(stemOf(name.replace(weightEnding, ""))),
      )
    : [];
  return [...same.sort(), ...plain.sort()];
}

/** Without what only says that it is the model, or its weights. */
function stemOf(name: string): string {
  const lower = name.toLowerCase();
  return plainStem.test(lower)
    ? lower
    : lower.replace(/[._-](model|weights|config|architecture|topology)$/, "");
}
