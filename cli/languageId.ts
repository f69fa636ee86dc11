/** The editor's language id of a file, from its name's ending. */

const languageByEnding: Readonly<Record<string, string>> = {
  json: "json",
  jsonc: "jsonc",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "typescriptreact",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascriptreact",
  html: "html",
  htm: "html",
};

/** `json`, `typescript` ...; empty for an ending that says nothing, so that the content decides. */
export function languageIdOf(fileName: string): string {
  const ending = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase();
  return (ending !== undefined && Object.hasOwn(languageByEnding, ending) && languageByEnding[ending]) || "";
}
