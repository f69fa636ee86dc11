/** The part of the WebAssembly interface that the engine uses; browsers and Node have the same one, and neither's types belong here. */

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  /** Pages of 64 KiB to add; throws a RangeError where there are none. */
  grow(pages: number): number;
}

interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WebAssemblyMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WebAssemblyMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly validate: (bytes: Uint8Array) => boolean;
}

/** `undefined` where the platform has none. */
export const webAssembly = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
