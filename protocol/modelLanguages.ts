/** Language ids of documents that may hold models, as editors name them. */

export const jsonLanguages: readonly string[] = ["json", "jsonc"];

/** Code, and pages with scripts. */
export const codeLanguages: readonly string[] = [
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
  "html",
];
