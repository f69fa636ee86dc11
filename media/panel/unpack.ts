/** The page's large scripts stand in it packed: less than half as much text for VS Code to carry from process to process. */

/** A script of an element whose text is its gzip in base64. */
export function unpack(id: string): Response {
  const packed = atob(document.getElementById(id)?.textContent ?? "");
  // A loop: `Uint8Array.from` takes ten times as long, and the page waits for it.
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
  const script = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(script, { headers: { "content-type": "text/javascript" } });
}
