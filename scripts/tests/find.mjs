// Finds test files below a folder of the repository.
import { readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../root.mjs";

/** All *.test.ts below `folder`, as sorted slash paths from the root; with filters, those under one of them. */
export function findTests(folder, filters = []) {
  const wanted = filters.map((filter) => path.relative(root, path.resolve(filter)).replaceAll("\\", "/"));
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => wanted.length === 0 || wanted.some((filter) => file.startsWith(filter)))
    .sort();
}
