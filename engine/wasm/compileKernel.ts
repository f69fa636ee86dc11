/** Compiles one generated function for the memory it works on. */
import { encodeModule } from "../emitter/encodeModule.ts";
import type { FunctionBuilder } from "../emitter/functionBuilder.ts";
import type { Heap } from "./heap.ts";
import { webAssembly } from "./webAssemblyApi.ts";

/** A compiled kernel; its arguments are addresses in bytes. */
export type CompiledKernel = (...addresses: number[]) => void;

export function compileKernel(heap: Heap, builder: FunctionBuilder): CompiledKernel {
  if (!webAssembly) throw new Error("There is no WebAssembly here.");
  const module = new webAssembly.Module(encodeModule([builder]));
  const { exports } = new webAssembly.Instance(module, { env: { memory: heap.memory } });
  const run = exports[builder.name];
  if (typeof run !== "function") throw new Error(`The module exports no function "${builder.name}".`);
  return run as CompiledKernel;
}
