// Packs a bundle beside itself, for a page that carries it as text: gzip, which every browser unpacks.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** An esbuild plugin: writes the bundle's bytes to its own name with `.gz` behind it, after every build that went well. */
export const packed = {
  name: "packed",
  setup({ initialOptions: { absWorkingDir = "", outfile = "" }, onEnd }) {
    onEnd(({ errors }) => {
      if (errors.length > 0) return;
      const file = path.join(absWorkingDir, outfile);
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    });
  },
};
