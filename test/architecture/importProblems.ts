/** Finds imports that the table of allowed imports does not hold. */
import path from "node:path";
import ts from "typescript";
import type { FolderRules } from "./allowedImports.ts";
import type { SourceFile } from "./sourceFiles.ts";

/** One sentence for each import that is not allowed. */
export function importProblems(
  { file, text }: SourceFile,
  table: Readonly<Record<string, FolderRules>>,
): string[] {
  const folder = folderOf(file, table);
  const rules = folder === undefined ? undefined : table[folder];
  if (folder === undefined || rules === undefined) return [`${file} lies in no folder of the import table`];
  return importsOf(text).flatMap((specifier) => {
    const problem = specifier.startsWith(".")
      ? relativeProblem(file, folder, specifier, rules, table)
      : packageProblem(folder, specifier, rules);
    return problem === undefined ? [] : [`${file}: ${problem}`];
  });
}

/** Every module that a source names: imports, type imports, re-exports, dynamic imports and requires. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function relativeProblem(
  file: string,
  folder: string,
  specifier: string,
  rules: FolderRules,
  table: Readonly<Record<string, FolderRules>>,
): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (!/\.(ts|svg|wasm|css)$/.test(target)) return `import "${specifier}" lacks its file ending`;
  const targetFolder = folderOf(target, table);
  if (targetFolder === folder) return undefined;
  if (targetFolder !== undefined && rules.folders.includes(targetFolder)) return undefined;
  return `${folder} must not import ${targetFolder ?? path.posix.dirname(target)} ("${specifier}")`;
}

function packageProblem(folder: string, specifier: string, rules: FolderRules): string | undefined {
  const name = packageName(specifier);
  return rules.packages.includes(name) ? undefined : `${folder} must not import the package ${specifier}`;
}

function packageName(specifier: string): string {
  if (specifier.startsWith("node:")) return "node:";
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function folderOf(file: string, table: Readonly<Record<string, FolderRules>>): string | undefined {
  return Object.keys(table)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}
