// Where the repository lies, and the folders inside it that the scripts write to.
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const buildFolder = path.join(root, ".build");
export const hostFolder = path.join(root, ".vscode-test");
export const samplesFolder = path.join(root, "samples");
