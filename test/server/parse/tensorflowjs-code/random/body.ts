/** Writes the layers of a random model as statements: one by one, in loops of many kinds, or from a table. */
import type { Architecture, LayerPiece, Piece } from "./pieces.ts";
import { seriesValue } from "./pieces.ts";
import {
  entriesOf,
  newName,
  oneOf,
  type Writer,
  writeArgument,
  writeList,
  writeNumber,
  writeRecord,
} from "./values.ts";

/** What becomes of a layer: it is applied to `x`, added to a model, or put into a list. */
export type Target = "apply" | "add" | "push";

export interface Body {
  readonly writer: Writer;
  readonly target: Target;
  /** The names of what is called to make models of its own. */
  readonly sequential: string;
  readonly lines: string[];
  /** Given to the first layer, where it is what starts the model. */
  firstShape?: string;
}

export function writePieces(body: Body, { pieces }: Architecture): void {
  const layers = pieces.filter((piece): piece is LayerPiece => piece.kind === "layer" && !piece.inner);
  const fromTable = layers.length === pieces.length && pieces.length > 1 && body.writer.random(0, 3) === 0;
  if (fromTable) writeTable(body, layers);
  else for (const piece of pieces) writePiece(body, piece);
}

function writePiece(body: Body, piece: Piece): void {
  if (piece.kind === "layer") step(body, writeLayer(body, piece, firstEntries(body)));
  else if (piece.kind === "repeat") writeRepeat(body, piece);
  else if (piece.kind === "nested") writeNested(body, piece);
  else if (piece.kind === "residual") writeResidual(body, piece);
  else if (piece.kind === "branches") writeBranches(body, piece);
  else if (piece.kind === "skips") writeSkips(body, piece);
  else {
    const name = newName(body.writer, "shared");
    body.lines.push(`const ${name} = ${writeLayer(body, piece.layer)};`);
    step(body, name);
    step(body, name);
  }
}

/** The statement that uses a layer. */
function step(body: Body, layer: string, tensor = "x"): void {
  body.lines.push(use(body, layer, tensor));
}

function use({ target, writer }: Body, layer: string, tensor = "x"): string {
  if (target === "add") return `model.add(${layer});`;
  if (target === "push") return `layerList.push(${layer});`;
  return `${tensor} = ${layer}.apply(${tensor})${writer.typescript && writer.random(0, 1) === 0 ? " as any" : ""};`;
}

type Entries = readonly (readonly [string, string])[];

function firstEntries(body: Body): Entries {
  const { firstShape } = body;
  delete body.firstShape;
  return firstShape === undefined ? [] : [["inputShape", firstShape]];
}

function writeLayer(body: Body, piece: LayerPiece, more: Entries = []): string {
  const { writer, lines } = body;
  const { random, layers } = writer;
  const inner: Entries = piece.inner ? [["layer", writeLayer(body, piece.inner)]] : [];
  const named: Entries =
    random(0, 5) === 0
      ? [["name", `"${newName(writer, "named")}"`]]
      : random(0, 9) === 0
        ? [["trainable", "false"]]
        : [];
  const entries = [...inner, ...entriesOf(writer, piece.args), ...more, ...named];
  const factory = oneOf(random, [
    () => `${layers}.${piece.factory}`,
    () => `${layers}.${piece.factory}`,
    () => `${layers}["${piece.factory}"]`,
    () => `${layers}[\`${piece.factory.slice(0, 3)}\${"${piece.factory.slice(3)}"}\`]`,
  ]);
  return oneOf(random, [
    () => `${factory}(${writeRecord(writer, entries)})`,
    () => `${factory}(${writeRecord(writer, entries)})`,
    () => {
      const name = newName(writer, "config");
      const late = random(0, entries.length);
      lines.push(
        `const ${name}${writer.typescript ? ": any" : ""} = ${writeRecord(writer, entries.slice(0, late))};`,
      );
      for (const [key, text] of entries.slice(late)) lines.push(`${name}.${key} = ${text};`);
      return `${factory}(${name})`;
    },
    () => {
      const name = newName(writer, "layer");
      lines.push(`const ${name} = ${factory}(${writeRecord(writer, entries)});`);
      return name;
    },
  ]);
}

/** Kinds and arguments in a list, which a loop or a callback goes through. */
function writeTable(body: Body, layers: readonly LayerPiece[]): void {
  const { writer, lines } = body;
  const name = newName(writer, "table");
  const first = firstEntries(body);
  const rows = layers.map((piece, index) => {
    const entries = [...entriesOf(writer, piece.args), ...(index === 0 ? first : [])];
    return `{ kind: "${piece.factory}", args: ${writeRecord(writer, entries)} }`;
  });
  lines.push(`const ${name} = [${rows.join(", ")}];`);
  const made = (kind: string, args: string) => use(body, `${writer.layers}[${kind}](${args})`);
  lines.push(
    oneOf(writer.random, [
      () => `for (const { kind, args } of ${name}) { ${made("kind", "args")} }`,
      () => `${name}.forEach(({ kind, args }) => { ${made("kind", "args")} });`,
      () => `for (let i = 0; i < ${name}.length; i++) { ${made(`${name}[i].kind`, `${name}[i].args`)} }`,
      () =>
        `for (const i in ${name}) { const { kind, args: { ...args } } = ${name}[i]; ${made("kind", "args")} }`,
      () =>
        `for (const [i, row] of ${name}.entries()) { if (i < 0) continue; ${made("row.kind", "row.args")} }`,
      () =>
        `while (${name}.length) { const row = ${name}.shift()${writer.typescript ? "!" : ""}; ${made("row.kind", "row.args")} }`,
    ]),
  );
}

function writeRepeat(body: Body, piece: Extract<Piece, { kind: "repeat" }>): void {
  const { writer, lines } = body;
  const { count, key, series } = piece;
  const first = firstEntries(body)[0]?.[1];
  const round = (value: string, index: string): string => {
    const inner: Body = { ...body, lines: [] };
    for (const [number, layer] of piece.body.entries()) {
      const more: [string, string][] = number === 0 ? [[key, value]] : [];
      if (number === 0 && first !== undefined)
        more.push(["inputShape", `${index} === 0 ? ${first} : undefined`]);
      step(inner, writeRoundLayer(inner, layer, more));
    }
    return inner.lines.join(" ");
  };
  const values = Array.from({ length: count }, (_, index) => seriesValue(series, index));
  const { base, step: by, doubles } = series;
  const formula = (index: string) => (doubles ? `${base} * 2 ** ${index}` : `${base} + ${by} * ${index}`);
  const list = () =>
    writeList(
      writer,
      values.map((value) => writeNumber(writer, value)),
    );
  const next = doubles ? "width *= 2" : `width += ${by}`;
  const past = seriesValue(series, count);
  const name = newName(writer, "grow");
  const typed = writer.typescript ? ": number" : "";
  lines.push(
    oneOf(writer.random, [
      () =>
        values.map((value, index) => `{ ${round(writeNumber(writer, value), String(index))} }`).join("\n"),
      () => `for (let i = 0; i < ${writeNumber(writer, count)}; i++) { ${round(formula("i"), "i")} }`,
      () =>
        `for (let i = ${count}; i-- > 0; ) { const at = ${count - 1} - i; ${round(formula("at"), "at")} }`,
      () => `for (const [i, width] of ${list()}.entries()) { ${round("width", "i")} }`,
      () => `${list()}.forEach((width, i) => { ${round("width", "i")} });`,
      () => `Array.from({ length: ${count} }, (_, i) => { ${round(formula("i"), "i")} });`,
      () =>
        `{ let width = ${base}, i = 0; while (width < ${past}) { ${round("width", "i")} ${next}; i++; } }`,
      () =>
        `{ let i = 0; do { const width = ${formula("i")}; ${round("width", "i")} } while (++i < ${count}); }`,
      () =>
        `{ const ${name} = (i${typed}) => { if (i >= ${count}) return; ${round(formula("i"), "i")} ${name}(i + 1); }; ${name}(0); }`,
      () =>
        `function* ${name}() { for (let i = 0; i < ${count}; i++) yield [i, ${formula("i")}]; }\nfor (const [i, width] of ${name}()) { ${round("width", "i")} }`,
      () => `${list()}.reduce((i, width) => { ${round("width", "i")} return i + 1; }, 0);`,
      () => `for (const i in ${list()}) { const width = ${formula("+i")}; ${round("width", "+i")} }`,
      () => `for (let i = 0; ; i++) { if (i === ${count}) break; ${round(formula("i"), "i")} }`,
      () =>
        `[...Array(${count}).keys()].map((i) => ${formula("i")}).forEach((width, i) => { ${round("width", "i")} });`,
      () =>
        `Object.entries({ ${values.map((value, index) => `k${index}: ${value}`).join(", ")} }).forEach(([, width], i) => { ${round("width", "i")} });`,
    ]),
  );
}

/** In a loop there is no name of its own for the layer, since every round makes one. */
function writeRoundLayer(body: Body, piece: LayerPiece, more: Entries): string {
  const { writer } = body;
  return `${writer.layers}.${piece.factory}(${writeRecord(writer, [...entriesOf(writer, piece.args), ...more])})`;
}

function writeNested(body: Body, piece: Extract<Piece, { kind: "nested" }>): void {
  const { writer, lines, sequential } = body;
  delete body.firstShape;
  const name = newName(writer, "inner");
  const [first, ...others] = piece.body;
  if (!first) return;
  const shape = writeArgument(writer, piece.inputShape);
  const start = writeLayer(body, first, [["inputShape", shape]]);
  const rest = others.map((layer) => writeLayer(body, layer));
  lines.push(
    oneOf(writer.random, [
      () => `const ${name} = ${sequential}({ layers: [${[start, ...rest].join(", ")}] });`,
      () =>
        `const ${name} = ${sequential}();\n${[start, ...rest].map((layer) => `${name}.add(${layer});`).join("\n")}`,
    ]),
  );
  step(body, name);
}

function writeResidual(body: Body, piece: Extract<Piece, { kind: "residual" }>): void {
  const { writer, lines } = body;
  const merge = `${writer.layers}.${piece.merge}()`;
  const name = newName(writer, "start");
  if (writer.random(0, 1) === 0) {
    lines.push(`const ${name} = x;`);
    for (const layer of piece.body) step(body, writeLayer(body, layer));
    lines.push(`x = ${merge}.apply([${name}, x]);`);
    return;
  }
  const inner: Body = { ...body, lines: [] };
  for (const layer of piece.body) step(inner, writeLayer(inner, layer), "y");
  const typed = writer.typescript ? ": any" : "";
  lines.push(
    `const ${name} = (y${typed}) => { const start = y; ${inner.lines.join(" ")} return ${merge}.apply([start, y]); };`,
  );
  lines.push(`x = ${name}(x);`);
}

function writeBranches(body: Body, piece: Extract<Piece, { kind: "branches" }>): void {
  const { writer, lines } = body;
  const list = newName(writer, "ends");
  const typed = writer.typescript ? ": any[]" : "";
  lines.push(`const ${list}${typed} = [];`);
  for (const layers of piece.bodies) {
    const name = newName(writer, "branch");
    lines.push(`let ${name}${writer.typescript ? ": any" : ""} = x;`);
    for (const layer of layers) step(body, writeLayer(body, layer), name);
    lines.push(`${list}.push(${name});`);
  }
  lines.push(
    `x = ${writer.layers}.concatenate(${oneOf(writer.random, [() => "", () => "{ axis: -1 }"])}).apply(${list});`,
  );
}

function writeSkips(body: Body, { widths, cut }: Extract<Piece, { kind: "skips" }>): void {
  const { writer, lines } = body;
  const { layers, random } = writer;
  const [skips, list] = [newName(writer, "skips"), newName(writer, "widths")];
  const typed = writer.typescript ? ": any[]" : "";
  const conv = (width: string) =>
    `x = ${layers}.conv2d({ filters: ${width}, kernelSize: 3, padding: "same" }).apply(x);`;
  const up = (width: string) => `${layers}.conv2dTranspose({ filters: ${width}, kernelSize: 2, strides: 2 })`;
  lines.push(`const ${list} = [${widths.map((width) => writeNumber(writer, width)).join(", ")}];`);
  lines.push(`const ${skips}${typed} = [];`);
  if (cut[0] + cut[1] > 0)
    lines.push(`x = ${layers}.cropping2D({ cropping: [[0, ${cut[0]}], [0, ${cut[1]}]] }).apply(x);`);
  lines.push(
    `for (const width of ${list}) { ${conv("width")} ${skips}.push(x); x = ${layers}.maxPooling2d({ poolSize: 2 }).apply(x); }`,
  );
  const join = (width: string, skip: string) =>
    `x = ${layers}.concatenate({ axis: 3 }).apply([${up(width)}.apply(x), ${skip}]); ${conv(width)}`;
  lines.push(
    oneOf(random, [
      () => `for (let i = ${list}.length - 1; i >= 0; i--) { ${join(`${list}[i]`, `${skips}[i]`)} }`,
      () =>
        `for (const width of [...${list}].reverse()) { const skip = ${skips}.pop(); ${join("width", "skip")} }`,
      () => `${list}.reverse().forEach((width) => { ${join("width", `${skips}.pop()`)} });`,
      () =>
        `while (${skips}.length > 0) { const width = ${list}[${skips}.length - 1]; ${join("width", `${skips}.pop()`)} }`,
      () =>
        `${skips}.map((skip, i) => [skip, ${list}[i]]).reduceRight((_, [skip, width]) => { ${join("width", "skip")} return 0; }, 0);`,
    ]),
  );
}
