/** Puts functions together into a WebAssembly module that imports one memory, `env.memory`, and exports every function by its name. */
import { ByteWriter } from "./byteWriter.ts";
import { type FunctionBuilder, typeCodes } from "./functionBuilder.ts";

export function encodeModule(functions: readonly FunctionBuilder[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const arities = [...new Set(functions.map(({ parameterNames }) => parameterNames.length))];
  section(out, sections.type, (content) => list(content, arities, writeType));
  section(out, sections.import, writeMemoryImport);
  section(out, sections.function, (content) =>
    list(content, functions, (to, { parameterNames }) => to.unsigned(arities.indexOf(parameterNames.length))),
  );
  section(out, sections.export, (content) =>
    list(content, functions, (to, { name }, index) => {
      to.text(name);
      to.byte(0);
      to.unsigned(index);
    }),
  );
  section(out, sections.code, (content) =>
    list(content, functions, (to, builder) => to.sized(builder.encode())),
  );
  section(out, sections.custom, (content) => writeNames(content, functions));
  return out.finish();
}

const sections = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 };

function section(out: ByteWriter, id: number, write: (content: ByteWriter) => void): void {
  const content = new ByteWriter();
  write(content);
  out.byte(id);
  out.sized(content);
}

function list<T>(
  out: ByteWriter,
  entries: readonly T[],
  write: (out: ByteWriter, entry: T, index: number) => void,
): void {
  out.unsigned(entries.length);
  for (const [index, entry] of entries.entries()) write(out, entry, index);
}

function writeType(out: ByteWriter, parameters: number): void {
  out.byte(0x60);
  list(out, Array.from({ length: parameters }), (to) => to.byte(typeCodes.i32));
  out.unsigned(0);
}

function writeMemoryImport(out: ByteWriter): void {
  out.unsigned(1);
  out.text("env");
  out.text("memory");
  out.bytes([2, 0, 1]);
}

/** Names of functions and variables, which developer tools show. */
function writeNames(out: ByteWriter, functions: readonly FunctionBuilder[]): void {
  out.text("name");
  const functionNames = new ByteWriter();
  list(functionNames, functions, (to, { name }, index) => {
    to.unsigned(index);
    to.text(name);
  });
  out.byte(1);
  out.sized(functionNames);
  const localNames = new ByteWriter();
  list(localNames, functions, (to, builder, index) => {
    to.unsigned(index);
    list(to, builder.localNames, (entry, name, at) => {
      entry.unsigned(at);
      entry.text(name);
    });
  });
  out.byte(2);
  out.sized(localNames);
}
