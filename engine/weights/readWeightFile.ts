/** Reads a weight file of any kind that is one file, by what it begins with. */
import { isZip } from "../tensor/isZip.ts";
import { isHdf5 } from "./hdf5/superblock.ts";
import { readKerasArchive } from "./kerasArchive.ts";
import { readKerasHdf5 } from "./kerasHdf5.ts";
import { readSafetensors } from "./safetensors.ts";
import { refusedFile, type WeightFile } from "./weightEntry.ts";

/** `limitBytes` is the most that compressed weights may unpack to. A TensorFlow.js model has its own reader, for its shards. */
export function readWeightFile(bytes: Uint8Array, limitBytes: number): WeightFile {
  if (bytes.length === 0) return refusedFile("The file is empty.");
  if (isHdf5(bytes)) return readKerasHdf5(bytes, limitBytes);
  if (isZip(bytes)) return readKerasArchive(bytes, limitBytes);
  return readSafetensors(bytes);
}
