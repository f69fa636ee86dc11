/** Writes Protocol Buffers messages, as far as an ONNX model needs it. */

/** The bytes of one message, field by field. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  integer(field: number, value: number): this {
    this.#parts.push(variableInteger(field * 8), variableInteger(value));
    return this;
  }

  float(field: number, value: number): this {
    this.#parts.push(variableInteger(field * 8 + 5), new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  bytes(field: number, value: Uint8Array): this {
    this.#parts.push(variableInteger(field * 8 + 2), variableInteger(value.length), value);
    return this;
  }

  encode(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Seven bits a byte, lowest first; negative numbers as 64 bits in two's complement. */
function variableInteger(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
