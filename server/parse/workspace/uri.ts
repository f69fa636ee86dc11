/** Addresses of files as URIs, taken apart and put together without knowing any file system. */

/** Scheme and authority with the slashes between, and the segments of the path, decoded. */
interface UriParts {
  readonly root: string;
  readonly segments: readonly string[];
}

/** One spelling for each address: editors differ in what they encode. Text that is no such address stays as it is. */
export function canonicalUri(uri: string): string {
  const parts = partsOf(uri);
  return parts ? joined(parts) : uri;
}

/** The address that a relative path leads to from the file at `base`; `undefined` above the root, or without a path. */
export function relativeUri(base: string, path: string): string | undefined {
  const parts = partsOf(base);
  if (!parts) return undefined;
  const segments = parts.segments.slice(0, -1);
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") segments.push(step);
    else if (segments.pop() === undefined) return undefined;
  }
  return joined({ root: parts.root, segments });
}

/** The folders around a file, the innermost first, each with a slash at its end. */
export function foldersAround(uri: string): readonly string[] {
  const parts = partsOf(uri);
  if (!parts) return [];
  const { root, segments } = parts;
  return segments.map((_, index) => {
    const inside = segments.slice(0, segments.length - 1 - index);
    return inside.length === 0 ? `${root}/` : `${joined({ root, segments: inside })}/`;
  });
}

/** Last part of the path, decoded: what people call the file. */
export function fileNameOf(uri: string): string {
  return partsOf(uri)?.segments.at(-1) ?? uri;
}

/** Steps between two files in the tree of folders; infinite where they are in no common tree. */
export function uriDistance(a: string, b: string): number {
  const [from, to] = [partsOf(a), partsOf(b)];
  if (from?.root !== to?.root || !from || !to) return Number.POSITIVE_INFINITY;
  let same = 0;
  while (same < from.segments.length && from.segments[same] === to.segments[same]) same++;
  return from.segments.length + to.segments.length - 2 * same;
}

function partsOf(uri: string): UriParts | undefined {
  const [, root = "", path] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)?(\/[^?#]*)/i.exec(uri) ?? [];
  if (path === undefined) return undefined;
  const segments = path.split("/").slice(1);
  // A folder keeps the slash at its end as a last segment without a name.
  const named = segments.filter((segment, index) => segment !== "" || index === segments.length - 1);
  return { root, segments: named.map(decoded) };
}

function joined({ root, segments }: UriParts): string {
  return `${root}/${segments.map(encodeURIComponent).join("/")}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A percent sign that encodes nothing is one of the file's name.
    return segment;
  }
}
