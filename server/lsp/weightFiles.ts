/** Looks at the sizes of the weight files that a document names, so that missing and cut ones can be told. */
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FileSizes } from "../../core/graph/weightsManifest.ts";
import { type FileSizesParams, fileSizesRequest } from "../../protocol/language.ts";
import { logFault } from "./guard.ts";
import type { ServerSession } from "./session.ts";

/** A model of more files is not looked at; the largest have some dozens. */
const mostFiles = 1000;

/**
 * Looks at the files and remembers their sizes; `changed` is called where they are not those known before. The client is
 * asked where it can tell (its files may be anywhere); else the files beside a document on disk are looked at.
 */
export async function lookAtWeightFiles(
  session: ServerSession,
  uri: string,
  paths: readonly string[],
  changed: () => void,
): Promise<void> {
  if (paths.length === 0 || paths.length > mostFiles) return;
  try {
    const params: FileSizesParams = { uri, paths };
    const sizes = session.client.fileSizes
      ? readSizes(await session.connection.sendRequest<unknown>(fileSizesRequest, params))
      : await sizesOnDisk(uri, paths);
    if (JSON.stringify(sizes) === JSON.stringify(session.fileSizes.get(uri) ?? {})) return;
    session.fileSizes.set(uri, sizes);
    changed();
  } catch (error) {
    logFault(session.connection, `looking at the weight files of ${uri}`, error);
  }
}

async function sizesOnDisk(uri: string, paths: readonly string[]): Promise<FileSizes> {
  if (!uri.startsWith("file:")) return {};
  const entries = await Promise.all(
    paths.map(async (path): Promise<[string, number | null][]> => {
      const address = fileAddress(uri, path);
      return address === undefined ? [] : [[path, await sizeOnDisk(address)]];
    }),
  );
  return Object.fromEntries(entries.flat());
}

/** `undefined` for a path that leads elsewhere than to a file, such as an address on the web. */
function fileAddress(uri: string, path: string): string | undefined {
  try {
    const url = new URL(path.split("/").map(encodeURIComponent).join("/"), uri);
    return url.protocol === "file:" ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}

async function sizeOnDisk(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch {
    return null;
  }
}

/** Only numbers and `null` of what a client sent. */
function readSizes(sent: unknown): FileSizes {
  if (typeof sent !== "object" || sent === null) return {};
  const sizes: [string, number | null][] = [];
  for (const [path, size] of Object.entries(sent)) {
    if (size === null || (typeof size === "number" && size >= 0)) sizes.push([path, size]);
  }
  return Object.fromEntries(sizes);
}
