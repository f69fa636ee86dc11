/** Random programs that make a model with TensorFlow.js: the import, the means of building, and the style are drawn from a seed. */
import { type RandomNumbers, randomNumbers } from "../../../../support/randomModels.ts";
import { randomArchitecture } from "./architecture.ts";
import { type Body, type Target, writePieces } from "./body.ts";
import { type Architecture, isChain } from "./pieces.ts";
import { newName, oneOf, type Writer, writeArgument } from "./values.ts";

export interface RandomProgram {
  readonly seed: number;
  readonly fileName: string;
  readonly text: string;
}

export function randomProgram(seed: number): RandomProgram {
  const random = randomNumbers(seed);
  const architecture = randomArchitecture(random);
  const typescript = random(0, 1) === 0;
  const names = randomImport(random);
  const writer: Writer = { random, typescript, top: new Map(), names: { count: 0 }, layers: names.layers };
  const shape = writeArgument(writer, architecture.inputShape);
  const code = wrapped(writer, shape, (given) => writeModel(writer, names, architecture, given));
  return {
    seed,
    fileName: typescript ? "random.ts" : "random.js",
    text: `${[names.code, ...writer.top.values(), code].join("\n")}\n`,
  };
}

/** How the program comes by TensorFlow.js, and by what names it calls its parts. */
interface Names {
  readonly code: string;
  readonly layers: string;
  readonly sequential: string;
  readonly model: string;
  readonly input: string;
}

function randomImport(random: RandomNumbers): Names {
  const by = (tf: string, code: string): Names => ({
    code,
    layers: `${tf}.layers`,
    sequential: `${tf}.sequential`,
    model: `${tf}.model`,
    input: `${tf}.input`,
  });
  const ways: (() => Names)[] = [
    () => by("tf", 'import * as tf from "@tensorflow/tfjs";'),
    () => by("tf", 'const tf = require("@tensorflow/tfjs-node");'),
    () => by("tfl", 'import * as tfl from "@tensorflow/tfjs-layers";'),
    () => by("tf", "// The page has loaded TensorFlow.js."),
    () => ({
      code: 'import { layers, sequential, model as tfModel, input } from "@tensorflow/tfjs";',
      layers: "layers",
      sequential: "sequential",
      model: "tfModel",
      input: "input",
    }),
    () => ({
      ...by("tf", 'const tf = require("@tensorflow/tfjs");\nconst { layers: L, sequential: chain } = tf;'),
      layers: "L",
      sequential: "chain",
    }),
  ];
  return (ways[random(0, ways.length - 1)] ?? (() => by("tf", "")))();
}

/** Statements that make the model from an expression for its input shape, and the expression for the model. */
interface ModelCode {
  readonly lines: readonly string[];
  readonly result: string;
}

function writeModel(writer: Writer, names: Names, architecture: Architecture, shape: string): ModelCode {
  const { random } = writer;
  if (!isChain(architecture) || random(0, 2) === 0)
    return writeFunctional(writer, names, architecture, shape);
  const target: Target = random(0, 1) === 0 ? "add" : "push";
  const typed = writer.typescript ? ": any[]" : "";
  const lines = [target === "add" ? `const model = ${names.sequential}();` : `const layerList${typed} = [];`];
  const body: Body = { writer, target, sequential: names.sequential, lines };
  // A nested model at the start has its own input.
  if (random(0, 2) === 0 && architecture.pieces[0]?.kind !== "nested") {
    const start = `${names.layers}.inputLayer({ inputShape: ${shape} })`;
    lines.push(target === "add" ? `model.add(${start});` : `layerList.push(${start});`);
  } else body.firstShape = shape;
  writePieces(body, architecture);
  const result =
    target === "add"
      ? "model"
      : oneOf(random, [
          () => `${names.sequential}({ layers: layerList })`,
          () => `${names.sequential}({ layers: [...layerList], name: "${newName(writer, "net")}" })`,
        ]);
  return { lines, result };
}

function writeFunctional(writer: Writer, names: Names, architecture: Architecture, shape: string): ModelCode {
  const { random, typescript } = writer;
  const lines = [
    `const inputs = ${names.input}({ shape: ${shape} });`,
    `let x${typescript ? ": any" : ""} = inputs;`,
  ];
  writePieces({ writer, target: "apply", sequential: names.sequential, lines }, architecture);
  const result = oneOf(random, [
    () => `${names.model}({ inputs, outputs: x })`,
    () => `${names.model}({ inputs: inputs, outputs: x, name: "${newName(writer, "net")}" })`,
    () => `${names.model}({ inputs: [inputs], outputs: [x] })`,
  ]);
  return { lines, result };
}

/** The building code at the top, or in one of the things that programs put it into. */
function wrapped(writer: Writer, shape: string, write: (shape: string) => ModelCode): string {
  const { random, typescript } = writer;
  const any = typescript ? ": any" : "";
  const block = (given: string, end: (result: string) => string) => {
    const { lines, result } = write(given);
    return `{\n${[...lines, end(result)].join("\n")}\n}`;
  };
  const returning = (given: string) => block(given, (result) => `return ${result};`);
  return oneOf(random, [
    () => {
      const { lines, result } = write(shape);
      return [...lines, `const made = ${result};`].join("\n");
    },
    () => `function build(shape${any}) ${returning("shape")}\nconst made = build(${shape});`,
    () =>
      `function build({ shape = ${shape}, unused = 3 }${any} = {}) ${returning("shape")}\nconst made = build();`,
    () =>
      `const build = (shape${any}, ...others${typescript ? ": any[]" : ""}) => ${returning("shape")};\nbuild(${shape}, 1, 2);`,
    () => `const made = (() => ${returning(shape)})();`,
    () => `async function build(shape${any}) ${returning("shape")}\nbuild(${shape}).then((made) => made);`,
    () => `const build = (shape${any}) => () => ${returning("shape")};\nbuild(${shape})();`,
    () => `const factory = { shape: ${shape}, build() ${returning("this.shape")} };\nfactory.build();`,
    () =>
      `class Builder {\n${typescript ? "shape: any;\n" : ""}constructor(shape${any}) { this.shape = shape; }\nbuild() ${returning("this.shape")}\n}\nnew Builder(${shape}).build();`,
    () =>
      `class Base { get shape() { return ${shape}; }\nbuild()${any} { return null; } }\nclass Net extends Base { build() ${returning("super.shape")} }\nconst made = new Net().build();`,
    () => `class Net { static shape = ${shape}; static build() ${returning("Net.shape")} }\nNet.build();`,
    () =>
      `let made${any};\ntry ${block(shape, (result) => `made = ${result};\nif (!made) throw new Error("none");`)} catch (error) { made = null; }`,
    () =>
      `if (${random(1, 9)} > 0) ${block(shape, (result) => `globalThis.made = ${result};`)} else { throw 1; }`,
    () =>
      `switch ("${random(0, 1) === 0 ? "a" : "b"}") { case "a": case "b": ${block(shape, (result) => `${result};\nbreak;`)} default: throw 2; }`,
    () => `var made;\n(function () ${block(shape, (result) => `made = ${result};`)}).call(null);`,
    () => `const made = [${shape}].map((shape) => ${returning("shape")})[0];`,
  ]);
}
