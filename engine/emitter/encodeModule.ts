/** Puts functions together into a WebAssembly module that imports one memory, `env.memory`, and exports every function by its name. */
import { ByteWriter } from "./byteWriter.ts";
import { type FunctionBuilder, typeCodes } from "./functionBuilder.ts";

export function encodeModule(functions: readonly FunctionBuilder[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const arities = [...new Set(functions.map(({ parameterNames }) => parameterNames.length))];
  section(out, sections.type, () => list(out, arities, writeType));
  section(out, sections.import, () => writeMemoryImport(out));
  section(out, sections.function, () =>
    list(out, functions, (to, { parameterNames }) => to.unsigned(arities.indexOf(parameterNames.length))),
  );
  section(out, sections.export, () =>
    list(out, functions, (to, { name }, index) => {
      to.text(name);
      to.byte(0);
      to.unsigned(index);
    }),
  );
  section(out, sections.code, () =>
    list(out, functions, (to, builder) => to.sized(() => builder.encode(to))),
  );
  section(out, sections.custom, () => writeNames(out, functions));
  return out.since(0);
}

const sections = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 };

function section(out: ByteWriter, id: number, write: () => void): void {
  out.byte(id);
  out.sized(write);
}

function list<T>(
  out: ByteWriter,
  entries: readonly T[],
  write: (out: ByteWriter, entry: T, index: number) => void,
): void {
  out.unsigned(entries.length);
  for (let index = 0; index < entries.length; index++) write(out, entries[index] as T, index);
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
  section(out, 1, () =>
    list(out, functions, (to, { name }, index) => {
      to.unsigned(index);
      to.text(name);
    }),
  );
  section(out, 2, () =>
    list(out, functions, (to, builder, index) => {
      to.unsigned(index);
      const names = builder.localNames;
      to.unsigned(names.length);
      for (let at = 0; at < names.length; at++) {
        to.unsigned(at);
        to.bytes(encodedName(names[at] as string));
      }
    }),
  );
}

/** All kernels name their variables alike. */
const encodedNames = new Map<string, Uint8Array>();

function encodedName(name: string): Uint8Array {
  const known = encodedNames.get(name);
  if (known) return known;
  const out = new ByteWriter(name.length + 5);
  out.text(name);
  const encoded = out.since(0);
  encodedNames.set(name, encoded);
  return encoded;
}
