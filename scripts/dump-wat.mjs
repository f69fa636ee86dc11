// Runs a layer as `convlens run` does, and writes the text of every WebAssembly module it compiles: node scripts/dump-wat.mjs FOLDER FILE --layer NAME ...
// The modules of the self-check come first, then the layers' own, in the order in which they run. Needs a build (npm run build).
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import wabtModule from "wabt";
import { root } from "./root.mjs";

const [folder, ...options] = process.argv.slice(2);
if (folder === undefined || options.length === 0)
  throw new Error("dump-wat: node scripts/dump-wat.mjs FOLDER FILE --layer NAME ...");
mkdirSync(folder, { recursive: true });
const wabt = await wabtModule();
const features = { simd: true, relaxed_simd: true };
let count = 0;

WebAssembly.Module = class extends WebAssembly.Module {
  constructor(bytes) {
    super(bytes);
    const read = wabt.readWasm(new Uint8Array(bytes), { readDebugNames: true, ...features });
    read.applyNames();
    const name = `${String(++count).padStart(3, "0")}.wat`;
    writeFileSync(path.join(folder, name), read.toText({ foldExprs: true, inlineExport: true }));
    read.destroy();
  }
};

const cli = path.join(root, "dist/cli.js");
process.argv = [process.argv[0], cli, "run", ...options];
await import(pathToFileURL(cli).href);
process.on("exit", () => console.error(`${count} modules are in ${folder}`));
