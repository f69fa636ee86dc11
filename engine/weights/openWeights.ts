/** Reads a weight file, with the shards of a TensorFlow.js model; sizes are checked before anything is read. */

import { parseTfjsManifest, readTfjsWeights, type TfjsManifest } from "./tfjsWeights.ts";
import { refusedFile, type WeightFile } from "./weightEntry.ts";

/** Files beside one another, by their path from the folder of the first; reading rejects with the reason. */
export interface WeightFolder {
  readonly sizeOf: (path: string) => Promise<number>;
  readonly read: (path: string) => Promise<Uint8Array>;
}

export interface OpenWeightsRequest {
  readonly fileName: string;
  readonly folder: WeightFolder;
  /** The most bytes that the weights may take. */
  readonly limitBytes: number;
  /** Called after each file with the bytes that are read, and those of all files. */
  readonly onProgress?: (bytes: number, of: number) => void;
}

/** Never throws for what a file holds or a folder lacks. */
export async function openWeights(request: OpenWeightsRequest): Promise<WeightFile> {
  try {
    const { fileName, folder, limitBytes } = request;
    const size = await folder.sizeOf(fileName);
    if (size > limitBytes) return refusedFile(tooLarge(size, limitBytes));
    const bytes = await folder.read(fileName);
    const manifest = parseTfjsManifest(bytes);
    if (!manifest) {
      request.onProgress?.(bytes.length, bytes.length);
      // What unpacks files sets up its tables when it is loaded, which the first run of a model without weights need not wait for.
      const { readWeightFile } = await import("./readWeightFile.ts");
      return readWeightFile(bytes, limitBytes);
    }
    return manifest.kind === "refused" ? manifest : await readShards(manifest, request);
  } catch (error) {
    return refusedFile(error instanceof Error ? error.message : String(error));
  }
}

async function readShards(
  manifest: Extract<TfjsManifest, { readonly kind: "ok" }>,
  { folder, limitBytes, onProgress }: OpenWeightsRequest,
): Promise<WeightFile> {
  const sizes = new Map<string, number>();
  for (const path of manifest.paths) sizes.set(path, await folder.sizeOf(path));
  const wrong = manifest.checkSizes(sizes);
  if (wrong !== undefined) return refusedFile(wrong);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total > limitBytes) return refusedFile(tooLarge(total, limitBytes));
  const shards = new Map<string, Uint8Array>();
  let done = 0;
  for (const path of sizes.keys()) {
    const shard = await folder.read(path);
    shards.set(path, shard);
    done += shard.length;
    onProgress?.(done, total);
  }
  return readTfjsWeights(manifest, shards);
}

function tooLarge(size: number, limitBytes: number): string {
  return `The weights have ${size} bytes, and the limit is ${limitBytes}.`;
}
