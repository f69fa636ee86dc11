/** The page's large scripts stand in it packed: less than half as much text for VS Code to carry from process to process. */

/** A script of an element whose text is its gzip in base64. */
export function unpack(id: string): Response {
  const packed = atob(document.getElementById(id)?.textContent ?? "");
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const script = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(script, { headers: { "content-type": "text/javascript" } });
}
