/** `paths` and `baseUrl` of the nearest tsconfig.json or jsconfig.json: what an import such as `@/layers` stands for. */
import ts from "typescript";
import { foldersAround, relativeUri } from "../../workspace/uri.ts";
import type { FileText, WorkspaceFiles } from "../../workspace/workspaceFiles.ts";

interface PathMapping {
  /** Folder that `baseUrl` names, with a slash at its end. */
  readonly base?: string;
  /** Folder that the targets of `paths` start from. */
  readonly folder: string;
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

/** Folders around a file, configurations that one extends, and those it refers to, at most. */
const mostFolders = 12;
const mostConfigs = 8;

/** Addresses that a specifier may stand for, the likeliest first; none where nothing maps it. */
export function mappedPaths(
  files: WorkspaceFiles,
  from: string,
  specifier: string,
): readonly string[] | "waiting" {
  const folders = foldersAround(from).slice(0, mostFolders);
  for (const folder of folders) {
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      const uri = folder + name;
      const file = files.read(uri);
      if (file === undefined) {
        for (const outer of folders) files.read(`${outer}tsconfig.json`);
        return "waiting";
      }
      if (!file) continue;
      const mapping = mappingOf(files, { uri, file });
      return mapping === "waiting" ? mapping : mapping ? targetsOf(mapping, specifier) : [];
    }
  }
  return [];
}

interface ConfigFile {
  readonly uri: string;
  readonly file: FileText;
}

/** Its own mapping, else that of a configuration it extends, else of one it refers to. */
function mappingOf(files: WorkspaceFiles, first: ConfigFile): PathMapping | "waiting" | undefined {
  const waiting: ConfigFile[] = [first];
  const seen = new Set<string>();
  for (let config = waiting.shift(); config && seen.size < mostConfigs; config = waiting.shift()) {
    if (seen.has(config.uri)) continue;
    seen.add(config.uri);
    const content = contentOf(config.file);
    const own = ownMapping(content, config.uri);
    if (own) return own;
    for (const path of followedConfigs(content)) {
      const uri = relativeUri(config.uri, path);
      const file = uri === undefined ? null : files.read(uri);
      if (file === undefined) return "waiting";
      if (file && uri !== undefined) waiting.push({ uri, file });
    }
  }
  return undefined;
}

function ownMapping(content: unknown, uri: string): PathMapping | undefined {
  const options = field(content, "compilerOptions");
  const [baseUrl, paths] = [field(options, "baseUrl"), field(options, "paths")];
  const base = typeof baseUrl === "string" ? relativeUri(uri, baseUrl) : undefined;
  if (base === undefined && (typeof paths !== "object" || paths === null)) return undefined;
  const folder = foldersAround(uri)[0] ?? "";
  return {
    ...(base === undefined ? {} : { base: `${base}/` }),
    folder: base === undefined ? folder : `${base}/`,
    paths: Object.entries(paths ?? {}).flatMap(([pattern, targets]: [string, unknown]) =>
      Array.isArray(targets) ? [[pattern, targets.filter((each) => typeof each === "string")] as const] : [],
    ),
  };
}

function followedConfigs(content: unknown): readonly string[] {
  const bases: unknown[] = [field(content, "extends")].flat();
  const references: unknown = field(content, "references");
  const referred = Array.isArray(references) ? references.map((each: unknown) => field(each, "path")) : [];
  return [...bases, ...referred].flatMap((path) => {
    // A configuration in a package is not the workspace's own.
    if (typeof path !== "string" || !path.startsWith(".")) return [];
    return path.endsWith(".json") ? [path] : [`${path}.json`, `${path}/tsconfig.json`];
  });
}

/** Patterns with the longest text before the star first, as TypeScript takes them. */
function targetsOf({ base, folder, paths }: PathMapping, specifier: string): readonly string[] {
  const matches = paths.flatMap(([pattern, targets]) => {
    const star = pattern.indexOf("*");
    if (star < 0)
      return pattern === specifier ? [{ length: Number.POSITIVE_INFINITY, targets, rest: "" }] : [];
    const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const fits =
      specifier.length >= head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail);
    const rest = specifier.slice(head.length, specifier.length - tail.length);
    return fits ? [{ length: head.length, targets, rest }] : [];
  });
  const [best] = matches.sort((a, b) => b.length - a.length);
  const mapped = best?.targets.map((target) =>
    relativeUri(
      folder,
      target.replace("*", () => best.rest),
    ),
  );
  const direct = base === undefined ? [] : [relativeUri(base, specifier)];
  return [...(mapped ?? []), ...direct].filter((uri) => uri !== undefined);
}

const contents = new WeakMap<FileText, { readonly content: unknown }>();

/** With comments and trailing commas, as such files have them. */
function contentOf(file: FileText): unknown {
  const known = contents.get(file);
  if (known) return known.content;
  const content = parseConfig(file.text);
  contents.set(file, { content });
  return content;
}

function parseConfig(text: string): unknown {
  if (text.length > longestConfig) return undefined;
  try {
    return ts.parseConfigFileTextToJson("tsconfig.json", text).config;
  } catch (error) {
    // The parser recurses on nesting.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** UTF-16 units. */
const longestConfig = 100_000;

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
