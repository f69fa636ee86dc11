/** A growing list of bytes with the number formats of the WebAssembly binary format. Emitting is cold code: few calls and objects count. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** `room`: bytes that it has at first. */
  constructor(room = 8192) {
    this.#bytes = new Uint8Array(room);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#makeRoom(1);
    this.#bytes[this.#length++] = value;
  }

  /** Two bytes by one call: most instructions are a code and a small number. */
  two(first: number, second: number): void {
    if (this.#length + 2 > this.#bytes.length) this.#makeRoom(2);
    this.#bytes[this.#length++] = first;
    this.#bytes[this.#length++] = second;
  }

  bytes(values: ArrayLike<number>): void {
    if (this.#length + values.length > this.#bytes.length) this.#makeRoom(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  #makeRoom(more: number): void {
    const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /** A code and a number behind it, as `byte` and `unsigned` write them. */
  coded(code: number, value: number): void {
    if (value < 128) {
      this.two(code, value);
    } else {
      this.byte(code);
      this.unsigned(value);
    }
  }

  /** LEB128 of a number from 0 to 2^32 - 1. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** LEB128 of a 32-bit number in two's complement. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 127) | 128);
      rest >>= 7;
    }
    this.byte(rest & 127);
  }

  /** The same number `times` times. */
  float32(value: number, times = 1): void {
    oneFloat[0] = value;
    for (let time = 0; time < times; time++) this.bytes(bytesOfFloat);
  }

  /** Names are ours and plain ASCII. */
  text(value: string): void {
    this.unsigned(value.length);
    for (let at = 0; at < value.length; at++) this.byte(value.charCodeAt(at) & 127);
  }

  /** What `write` writes, behind the number of its bytes. */
  sized(write: () => void): void {
    const start = this.#length;
    write();
    const size = this.#length - start;
    this.unsigned(size);
    const head = this.#bytes.slice(start + size, this.#length);
    this.#bytes.copyWithin(start + head.length, start, start + size);
    this.#bytes.set(head, start);
  }

  /** A copy of what was written from there on. */
  since(start: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(start, this.#length);
  }
}

const oneFloat = new Float32Array(1);
const bytesOfFloat = new Uint8Array(oneFloat.buffer);
