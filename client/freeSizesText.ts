/** What a person types for free input sizes: `H = 512, W = 512`, or the numbers alone in their order. */

export type ReadSizes =
  | { readonly sizes: Readonly<Record<string, number>> }
  /** What is wrong and what to type instead. */
  | { readonly message: string };

/** `H = 512, W = 512`; names without a number are left out. */
export function freeSizesText(names: readonly string[], sizes: Readonly<Record<string, number>>): string {
  return names
    .filter((name) => Object.hasOwn(sizes, name))
    .map((name) => `${name} = ${sizes[name]}`)
    .join(", ");
}

/** Empty text leaves every size free; `512` alone or `512x384` gives the numbers in the order of the names. */
export function readFreeSizes(text: string, names: readonly string[]): ReadSizes {
  return text.includes("=") ? readNamed(text, names) : readInOrder(text, names);
}

function readNamed(text: string, names: readonly string[]): ReadSizes {
  const sizes: Record<string, number> = {};
  for (const part of text.split(/[,;]/)) {
    if (part.trim() === "") continue;
    const [name = "", value = "", ...more] = part.split("=").map((each) => each.trim());
    const known = names.find((each) => each.toLowerCase() === name.toLowerCase());
    if (known === undefined || more.length > 0) {
      return { message: `"${part.trim()}" names no free size of this file; they are ${names.join(", ")}.` };
    }
    const size = readSize(value);
    if (size === undefined) return notASize(value, known);
    sizes[known] = size;
  }
  return { sizes };
}

function readInOrder(text: string, names: readonly string[]): ReadSizes {
  const parts = text.split(/[,;x×*\s]+/i).filter((part) => part !== "");
  if (parts.length > names.length) {
    return { message: `${parts.length} numbers for ${names.length} free sizes: ${names.join(", ")}.` };
  }
  const sizes: Record<string, number> = {};
  for (const [index, part] of parts.entries()) {
    const name = names[index] ?? "";
    const size = readSize(part);
    if (size === undefined) return notASize(part, name);
    sizes[name] = size;
  }
  // One number for a square picture, as people say "at 224".
  const [only] = parts;
  if (parts.length === 1 && names.join() === "H,W") sizes.W = readSize(only ?? "") ?? 1;
  return { sizes };
}

function readSize(text: string): number | undefined {
  const size = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

function notASize(text: string, name: string): ReadSizes {
  return {
    message: `"${text}" is no size for ${name}; type a positive whole number, such as ${name} = 224.`,
  };
}
