/** The product's version, read from the manifest that lies beside the built command line. */
import { readFileSync } from "node:fs";

/** Version of the nearest `package.json` above the running file; `unknown` where there is none. */
export function packageVersion(): string {
  let folder = new URL(".", import.meta.url);
  for (let level = 0; level < 4; level++) {
    const version = versionIn(new URL("package.json", folder));
    if (version !== undefined) return version;
    folder = new URL("..", folder);
  }
  return "unknown";
}

function versionIn(manifest: URL): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
    if (typeof content !== "object" || content === null) return undefined;
    if (!("name" in content) || content.name !== "convlens" || !("version" in content)) return undefined;
    return String(content.version);
  } catch {
    return undefined;
  }
}
