/** Puts a text into a PNG file (tEXt chunk, PNG specification 11.3.4.3), where picture programs show it. */

const signatureAndHeader = 8 + 4 + 4 + 13 + 4;

/** `keyword` in Latin-1, 1 to 79 characters; of `text`, what is outside of ASCII becomes `\uXXXX`, as JSON reads it. */
export function withPngText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  const plain = text.replace(/[^ -~\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const data = new TextEncoder().encode(`tEXt${keyword}\0${plain}`);
  const chunk = new Uint8Array(4 + data.length + 4);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view.setUint32(4 + data.length, crc32(data));
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, signatureAndHeader));
  out.set(chunk, signatureAndHeader);
  out.set(png.subarray(signatureAndHeader), signatureAndHeader + chunk.length);
  return out;
}

/** The checksum of PNG's chunks (ISO 3309, reflected polynomial EDB88320). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
