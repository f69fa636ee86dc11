// Packs the extension, built for production, into dist/convlens.vsix.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createVSIX } from "@vscode/vsce";
import { build } from "./build.mjs";
import { root } from "./root.mjs";

/** Builds for production and packs; resolves to the path of the VSIX. */
export async function packageExtension() {
  await build({ production: true });
  const packagePath = path.join(root, "dist/convlens.vsix");
  await createVSIX({
    cwd: root,
    packagePath,
    // Everything is bundled, so no node_modules ship.
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await packageExtension();
