/** One program in the ways in which a file can get at another one: each has a layer of 3 units and one of 2; the first file is the main one. */
export const head = 'import * as tf from "@tensorflow/tfjs";\n';
export const dense = (units: string) =>
  `${head}export const layer = tf.layers.dense({ units: ${units}, inputShape: [4] });\n`;
export const use = (imports: string, layer = "layer") =>
  `${head}${imports}\nconst model = tf.sequential();\nmodel.add(${layer});\nmodel.add(tf.layers.dense({ units: 2 }));\n`;

export const importWays: readonly (readonly [what: string, files: Record<string, string>])[] = [
  ["a file beside it", { "main.ts": use('import { layer } from "./layers";'), "layers.ts": dense("3") }],
  [
    "an ending of JavaScript that names TypeScript",
    { "main.ts": use('import { layer } from "./layers.js";'), "layers.ts": dense("3") },
  ],
  ["an .mjs of .mts", { "main.mts": use('import { layer } from "./l.mjs";'), "l.mts": dense("3") }],
  ["an index", { "main.ts": use('import { layer } from "./parts";'), "parts/index.ts": dense("3") }],
  ["a folder above", { "a/main.ts": use('import { layer } from "../layers";'), "layers.ts": dense("3") }],
  ["the folder itself", { "main.ts": use('import { layer } from ".";'), "index.ts": dense("3") }],
  [
    "another name",
    {
      "main.ts": use('import { layer as own } from "./layers";', "own"),
      "layers.ts": `${dense("3").replace("export ", "")}export { layer };`,
    },
  ],
  [
    "a default export",
    {
      "main.ts": use('import own from "./layers";', "own"),
      "layers.ts": `${head}export default tf.layers.dense({ units: 3, inputShape: [4] });`,
    },
  ],
  [
    "a default export of a function without a name",
    {
      "main.ts": use('import make from "./layers";', "make(3)"),
      "layers.ts": `${head}export default function (units: number) { return tf.layers.dense({ units, inputShape: [4] }); }`,
    },
  ],
  [
    "a namespace",
    { "main.ts": use('import * as layers from "./layers";', "layers.layer"), "layers.ts": dense("3") },
  ],
  [
    "re-exports in a chain",
    {
      "main.ts": use('import { first } from "./a";', "first"),
      "a.ts": 'export { second as first } from "./b";',
      "b.ts": 'export * from "./c";\nexport const other = 1;',
      "c.ts": 'import { layer } from "./layers";\nexport { layer as second };',
      "layers.ts": dense("3"),
    },
  ],
  [
    "a namespace that is handed on",
    {
      "main.ts": use('import { parts } from "./a";', "parts.layer"),
      "a.ts": 'export * as parts from "./layers";',
      "layers.ts": dense("3"),
    },
  ],
  [
    "TensorFlow.js handed on",
    {
      "main.ts": use('import { layers as own } from "./setup";', "own.dense({ units: 3, inputShape: [4] })"),
      "setup.ts": 'export * from "@tensorflow/tfjs-node";',
    },
  ],
  [
    "paths of tsconfig.json, with comments in it",
    {
      "src/app/main.ts": use('import { layer } from "@/nets/layers";'),
      "src/nets/layers.ts": dense("3"),
      "tsconfig.json":
        '{ // the app\n "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], }, }, }',
    },
  ],
  [
    "paths of a configuration that tsconfig.json refers to",
    {
      "src/main.ts": use('import { layer } from "~/layers";'),
      "src/layers.ts": dense("3"),
      "tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      "tsconfig.app.json": '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
    },
  ],
  [
    "baseUrl of a configuration that is extended",
    {
      "src/main.ts": use('import { layer } from "nets/layers";'),
      "src/nets/layers.ts": dense("3"),
      "tsconfig.json": '{ "extends": "./base" }',
      "base.json": '{ "compilerOptions": { "baseUrl": "./src" } }',
    },
  ],
  [
    "JSON as numbers",
    {
      "main.ts": use(
        'import sizes from "./sizes.json";',
        "tf.layers.dense({ units: sizes.a, inputShape: sizes.shape })",
      ),
      "sizes.json": '{ "a": 3, "shape": [4] }',
    },
  ],
  [
    "a name of a JSON file",
    {
      "main.ts": use(
        'import { a } from "./sizes.json" with { type: "json" };',
        "tf.layers.dense({ units: a, inputShape: [4] })",
      ),
      "sizes.json": '{ "a": 3 }',
    },
  ],
  [
    "CommonJS",
    {
      "main.js": use('const { make } = require("./layers");', "make(3)"),
      "layers.js":
        'const tf = require("@tensorflow/tfjs");\nmodule.exports = { make: (units) => tf.layers.dense({ units, inputShape: [4] }) };',
    },
  ],
  [
    "CommonJS by exports.name",
    {
      "main.js": use('const layers = require("./layers.cjs");', "layers.make(3)"),
      "layers.cjs":
        'const tf = require("@tensorflow/tfjs");\nexports.make = (units) => tf.layers.dense({ units, inputShape: [4] });',
    },
  ],
  [
    "CommonJS imported as default",
    {
      "main.ts": use('import make from "./layers";', "make(3)"),
      "layers.js":
        'const tf = require("@tensorflow/tfjs");\nmodule.exports = (units) => tf.layers.dense({ units, inputShape: [4] });',
    },
  ],
  [
    "import = require",
    {
      "main.ts": use('import layers = require("./layers");', "layers(3)"),
      "layers.ts": `${head}export = (units: number) => tf.layers.dense({ units, inputShape: [4] });`,
    },
  ],
  [
    "import() when it runs",
    {
      "main.ts": use('const { layer } = await import("./layers");'),
      "layers.ts": dense("3"),
    },
  ],
  [
    "files that import each other",
    {
      "main.ts": use('import { make } from "./a";', "make()"),
      "a.ts": `${head}import { units } from "./b";\nexport const shape = [4];\nexport const make = () => tf.layers.dense({ units: units(), inputShape: shape });`,
      "b.ts": 'import { shape } from "./a";\nexport const units = () => shape[0] - 1;',
    },
  ],
  [
    "a file that imports itself",
    {
      "main.ts": `${use('import { count as own } from "./main";', "tf.layers.dense({ units: own(), inputShape: [4] })")}export function count() { return 3; }\n`,
    },
  ],
];
