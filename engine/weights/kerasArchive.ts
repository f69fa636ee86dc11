/** Opens a `.keras` file, which is a zip, and reads the weights in it; sizes are checked before anything is unpacked. */
import { unzipSync } from "fflate";
import { readKerasHdf5 } from "./kerasHdf5.ts";
import { refusedFile, type WeightFile } from "./weightEntry.ts";

const mostEntries = 100_000;
const weightsName = "model.weights.h5";

/** `limitBytes` is the most that the weights may unpack to. */
export function readKerasArchive(bytes: Uint8Array, limitBytes: number): WeightFile {
  const names: string[] = [];
  let entries = 0;
  let declared: number | undefined;
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (++entries > mostEntries) throw new Error(`it claims more than ${mostEntries} files`);
        if (names.length < 12) names.push(name.slice(0, 60));
        if (name !== weightsName) return false;
        declared = originalSize;
        return originalSize <= limitBytes;
      },
    });
  } catch (error) {
    return refusedFile(
      `As a zip, which a .keras file is, it cannot be read: ${error instanceof Error ? error.message : String(error)}. It is cut off or damaged.`,
    );
  }
  if (declared === undefined) {
    return refusedFile(
      `The zip holds no ${weightsName}, only ${names.join(", ") || "nothing"}; this is not a .keras file with weights.`,
    );
  }
  if (declared > limitBytes) {
    return refusedFile(
      `${weightsName} in it unpacks to ${declared} bytes from a file of ${bytes.length}, and the limit is ${limitBytes}.`,
    );
  }
  const weights = files[weightsName];
  if (!weights || weights.length !== declared) {
    return refusedFile(
      `${weightsName} in it should have ${declared} bytes and has ${weights?.length ?? 0}; the file is damaged.`,
    );
  }
  return readKerasHdf5(weights, limitBytes);
}
