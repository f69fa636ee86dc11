/** Which folder may import which, and which npm packages each may use; docs/architecture.md tells why. */

export interface FolderRules {
  /** Folders it may import, besides itself. */
  readonly folders: readonly string[];
  /** npm packages, Node's own (`node:`) and the editor's (`vscode`) it may import. */
  readonly packages: readonly string[];
}

/** Every folder with sources; a file in none of them fails the test. The longest matching folder counts. */
export const allowedImports: Readonly<Record<string, FolderRules>> = {
  core: { folders: [], packages: [] },
  engine: { folders: ["core"], packages: ["fflate"] },
  protocol: { folders: ["core"], packages: [] },
  "server/parse": { folders: ["core", "protocol"], packages: ["jsonc-parser", "typescript"] },
  "server/analysis": { folders: ["core", "protocol", "server/parse"], packages: [] },
  "server/edits": {
    folders: ["core", "protocol", "server/parse", "server/analysis"],
    packages: ["typescript"],
  },
  "server/write": {
    folders: ["core", "protocol", "server/parse", "server/analysis", "server/edits"],
    packages: [],
  },
  "server/rules": {
    folders: ["core", "protocol", "server/parse", "server/analysis", "server/edits"],
    packages: [],
  },
  "server/features": {
    folders: ["core", "protocol", "server/parse", "server/analysis", "server/edits", "server/rules"],
    packages: [],
  },
  "server/lsp": {
    folders: [
      "core",
      "protocol",
      "server/parse",
      "server/analysis",
      "server/edits",
      "server/rules",
      "server/features",
    ],
    packages: ["node:", "vscode-languageserver", "vscode-languageserver-textdocument"],
  },
  client: { folders: ["core", "protocol"], packages: ["node:", "vscode", "vscode-languageclient"] },
  media: {
    folders: ["core", "engine", "protocol"],
    packages: ["@dagrejs/dagre", "@vscode-elements/elements", "lit"],
  },
  cli: {
    folders: [
      "core",
      "engine",
      "protocol",
      "server/parse",
      "server/analysis",
      "server/edits",
      "server/write",
      "server/rules",
      "server/features",
    ],
    packages: ["commander", "fast-png", "jpeg-js", "node:"],
  },
};
