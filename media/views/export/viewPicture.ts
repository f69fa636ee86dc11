/** What is on screen as a drawing of shapes, texts and pictures (SVG), and that drawing as a PNG. */

/** Draws the elements under `root` as the page shows them, `title` above; `details` stands in its metadata. */
export function viewSvg(root: Element, title: string, details: string): string {
  const frame = root.getBoundingClientRect();
  const { backgroundColor, color, fontFamily } = getComputedStyle(document.body);
  const head = 28;
  const parts: string[] = [];
  drawElement(root, parts);
  const size = `width="${round(frame.width)}" height="${round(frame.height + head)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${round(frame.width)} ${round(frame.height + head)}">`,
    `<title>${escaped(title)}</title><metadata>${escaped(details)}</metadata>`,
    `<rect width="100%" height="100%" fill="${backgroundColor}"/>`,
    `<text x="12" y="18" fill="${color}" font-family="${escaped(fontFamily)}" font-size="12">${escaped(title)}</text>`,
    `<g transform="translate(${round(-frame.left)} ${round(head - frame.top)})">${parts.join("")}</g></svg>`,
  ].join("\n");
}

/** A PNG of the drawing with two pixels a CSS pixel. Rejects where the browser cannot draw it. */
export async function svgToPng(drawing: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = 2;
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas to draw on");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error(`a picture of ${canvas.width}×${canvas.height} is too large for this browser`);
  return new Uint8Array(await blob.arrayBuffer());
}

function drawElement(element: Element, parts: string[]): void {
  if (element.matches(".unseen") || !element.checkVisibility({ visibilityProperty: true })) return;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const opacity = Number(style.opacity);
  if (opacity === 0) return;
  const isClip = style.overflowX !== "visible" && box.width > 0;
  if (opacity < 1) parts.push(`<g opacity="${opacity}">`);
  drawBox(box, style, parts);
  // A drawing inside the drawing cuts off what stands out of it.
  if (isClip) {
    const place = `x="${round(box.left)}" y="${round(box.top)}" width="${round(box.width)}" height="${round(box.height)}"`;
    parts.push(
      `<svg ${place} viewBox="${round(box.left)} ${round(box.top)} ${round(box.width)} ${round(box.height)}">`,
    );
  }
  if (element instanceof HTMLCanvasElement) drawPicture(element.toDataURL("image/png"), box, style, parts);
  else if (element instanceof HTMLImageElement) drawPicture(element.src, box, style, parts);
  else if (element instanceof SVGSVGElement) parts.push(copyOfSvg(element, box));
  else if (element instanceof HTMLSelectElement) {
    drawLine(element.selectedOptions[0]?.text ?? "", { left: box.left + 5, box }, style, parts);
  } else if (element instanceof HTMLInputElement) {
    drawLine(element.value, { left: box.left + 5, box }, style, parts);
  } else {
    for (const child of element.childNodes) {
      if (child instanceof Element) drawElement(child, parts);
      else if (child instanceof Text) drawText(child, style, parts);
    }
  }
  if (isClip) parts.push("</svg>");
  if (opacity < 1) parts.push("</g>");
}

function drawBox(box: DOMRect, style: CSSStyleDeclaration, parts: string[]): void {
  if (box.width === 0 || box.height === 0) return;
  const rect = (grow: number) =>
    `<rect x="${round(box.left - grow)}" y="${round(box.top - grow)}" width="${round(box.width + 2 * grow)}" height="${round(box.height + 2 * grow)}" rx="${round(Number.parseFloat(style.borderTopLeftRadius) || 0)}"`;
  if (isSeen(style.backgroundColor)) parts.push(`${rect(0)} fill="${style.backgroundColor}"/>`);
  const sides = ["Top", "Right", "Bottom", "Left"] as const;
  const lines = sides.map((side) => {
    const width = Number.parseFloat(style[`border${side}Width`]);
    const colour = style[`border${side}Color`];
    return style[`border${side}Style`] === "none" || !isSeen(colour) ? null : { width, colour };
  });
  const [first] = lines;
  if (first && lines.every((line) => line?.width === first.width && line.colour === first.colour)) {
    if (first.width > 0)
      parts.push(
        `${rect(-first.width / 2)} fill="none" stroke="${first.colour}" stroke-width="${first.width}"/>`,
      );
  } else {
    const { left, top, right, bottom } = box;
    const ends = [
      [left, top, right, top],
      [right, top, right, bottom],
      [left, bottom, right, bottom],
      [left, top, left, bottom],
    ];
    for (const [at, line] of lines.entries()) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ends[at] ?? [];
      if (!line || line.width === 0) continue;
      parts.push(
        `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${line.colour}" stroke-width="${line.width}"/>`,
      );
    }
  }
  const outline = Number.parseFloat(style.outlineWidth);
  if (style.outlineStyle !== "none" && style.outlineStyle !== "auto" && outline > 0) {
    parts.push(`${rect(outline / 2)} fill="none" stroke="${style.outlineColor}" stroke-width="${outline}"/>`);
  }
}

function drawPicture(address: string, box: DOMRect, style: CSSStyleDeclaration, parts: string[]): void {
  if (box.width === 0 || box.height === 0) return;
  const fit = style.objectFit === "contain" ? "xMidYMid" : "none";
  parts.push(
    `<image x="${round(box.left)}" y="${round(box.top)}" width="${round(box.width)}" height="${round(box.height)}" preserveAspectRatio="${fit}" style="image-rendering:${style.imageRendering}" href="${address}"/>`,
  );
}

/** Words that stand on one line are one text. */
function drawText(node: Text, style: CSSStyleDeclaration, parts: string[]): void {
  if (node.data.trim() === "") return;
  const range = document.createRange();
  let line: { text: string; left: number; box: DOMRect } | null = null;
  for (const { index, 0: word } of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    if (line && Math.abs(line.box.top - box.top) < 2) line.text += ` ${word.trim()}`;
    else {
      if (line) drawLine(line.text, line, style, parts);
      line = { text: word.trim(), left: box.left, box };
    }
  }
  if (line) drawLine(line.text, line, style, parts);
}

function drawLine(
  text: string,
  { left, box }: { left: number; box: DOMRect },
  style: CSSStyleDeclaration,
  parts: string[],
): void {
  const size = Number.parseFloat(style.fontSize);
  const baseline = box.top + box.height / 2 + size * 0.35;
  const shown = style.textTransform === "uppercase" ? text.toUpperCase() : text;
  parts.push(
    `<text x="${round(left)}" y="${round(baseline)}" fill="${style.color}" font-family="${escaped(style.fontFamily)}" font-size="${size}" font-weight="${style.fontWeight}">${escaped(shown)}</text>`,
  );
}

/** Style sheets do not reach into a saved file, so each shape takes its own colours along. */
function copyOfSvg(element: SVGSVGElement, box: DOMRect): string {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const originals = [element, ...element.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  for (const [at, original] of originals.entries()) {
    const { fill, stroke, strokeWidth, strokeDasharray, opacity } = getComputedStyle(original);
    const colours = {
      fill,
      stroke,
      "stroke-width": strokeWidth,
      "stroke-dasharray": strokeDasharray,
      opacity,
    };
    for (const [name, value] of Object.entries(colours)) copies[at]?.setAttribute(name, value);
    copies[at]?.removeAttribute("class");
    copies[at]?.removeAttribute("style");
  }
  const place = { x: box.left, y: box.top, width: box.width, height: box.height };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(round(value)));
  return new XMLSerializer().serializeToString(copy);
}

function isSeen(colour: string): boolean {
  return colour !== "transparent" && !/, 0\)$|\/ 0\)$/.test(colour);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
