/** Finds the file of the workspace that an import names, by the rules of TypeScript and of bundlers. */
import { foldersAround, relativeUri } from "../../workspace/uri.ts";
import type { FileText, WorkspaceFiles } from "../../workspace/workspaceFiles.ts";
import { mappedPaths } from "./pathMapping.ts";

export type Resolved =
  | { readonly kind: "file"; readonly uri: string; readonly file: FileText }
  /** Some file that may be meant has not been read yet. */
  | { readonly kind: "waiting" }
  | { readonly kind: "none" };

/** What `specifier` names in the file at `from`. */
export function resolveSpecifier(files: WorkspaceFiles, from: string, specifier: string): Resolved {
  const addresses = addressesOf(files, from, specifier);
  return addresses === "waiting" ? { kind: "waiting" } : firstFile(files, addresses);
}

/** Where the file that a specifier names may be: the first address with a file is it. */
export function addressesOf(
  files: WorkspaceFiles,
  from: string,
  specifier: string,
): readonly string[] | "waiting" {
  const path = specifier.replace(/[?#].*$/, "");
  if (path === "") return [];
  if (/^\.{1,2}(\/|$)/.test(path)) {
    const target = relativeUri(from, path);
    return target === undefined ? [] : candidatesOf(target, path);
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return [];
  if (path.startsWith("/")) return addressesFromRoot(from, path);
  const mapped = mappedPaths(files, from, path);
  return mapped === "waiting" ? mapped : mapped.flatMap((target) => candidatesOf(target, target));
}

/**
 * The file at a path or address that a program loads when it runs. Nobody knows what its server makes of folders: beside the
 * program first, then from every folder around it, and from the folder that builds publish as it is.
 */
export function resolveLoaded(files: WorkspaceFiles, from: string, path: string): Resolved {
  const plain = path.replace(/[?#].*$/, "").replace(/^file:\/\//, "");
  if (plain === "" || /^[a-z][a-z0-9+.-]*:/i.test(plain)) return { kind: "none" };
  const folders = foldersAround(from).slice(0, mostFolders);
  const targets = folders.flatMap((folder) =>
    ["", "public/", "static/"].flatMap((inside) => relativeUri(folder + inside, plain) ?? []),
  );
  return firstFile(files, [...new Set(targets)]);
}

/** Folders around a file that are looked in. */
const mostFolders = 8;

/** `/src/net.js` in a page or a bundler's project: from the folder that is served, which is one around the file. */
function addressesFromRoot(from: string, path: string): readonly string[] {
  const targets = foldersAround(from)
    .slice(0, mostFolders)
    .flatMap((folder) => relativeUri(folder, path) ?? []);
  return targets.flatMap((target) => candidatesOf(target, path));
}

/** All are asked for before the first is taken, so that what is not known yet is read in one go. */
function firstFile(files: WorkspaceFiles, uris: readonly string[]): Resolved {
  let first: Resolved | undefined;
  for (const uri of uris) {
    if (first?.kind === "file") break;
    const file = files.read(uri);
    if (file === undefined) first = { kind: "waiting" };
    else if (file && !first) first = { kind: "file", uri, file };
  }
  return first ?? { kind: "none" };
}

const endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** What a JavaScript ending stands for in TypeScript: `./net.js` names `net.ts` before it is built. */
const sourceEndings: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

function candidatesOf(target: string, written: string): readonly string[] {
  const folder = /(^|\/)(\.{1,2})?\/?$/.test(written) || written.endsWith("/");
  const indices = endings.map((ending) => `${target}/index${ending}`);
  if (folder) return indices;
  const ending = /\.[a-z]+$/i.exec(target)?.[0].toLowerCase() ?? "";
  const stem = target.slice(0, target.length - ending.length);
  const sources = sourceEndings[ending]?.map((each) => stem + each);
  const named = sources ?? (endings.includes(ending) ? [target] : []);
  if (named.length > 0) return named;
  return [...endings.map((each) => target + each), ...indices];
}
