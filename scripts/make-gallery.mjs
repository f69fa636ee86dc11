// Writes docs/gallery.md and its pictures from the screenshots that `npm run test:e2e` left in test-results/.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { views } from "./gallery/views.mjs";
import { launchBrowser } from "./host/browser.mjs";
import { root } from "./root.mjs";

const widest = 1280; // pixels
const quality = 0.85;
const images = path.join(root, "docs/images/gallery");

const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  rmSync(images, { recursive: true, force: true });
  mkdirSync(images, { recursive: true });
  for (const name of views.flatMap(({ pictures }) => pictures)) {
    const png = readFileSync(path.join(root, "test-results", `${name}.png`)).toString("base64");
    const webp = await page.evaluate(smaller, { png, widest, quality });
    writeFileSync(path.join(images, `${name}.webp`), Buffer.from(webp, "base64"));
  }
} finally {
  await browser.close();
}
writeFileSync(path.join(root, "docs/gallery.md"), pageText());

/** Runs in the page: a PNG as a WebP picture of at most that width, both in base64. */
async function smaller({ png, widest, quality }) {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const scale = Math.min(1, widest / image.naturalWidth);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}

function pageText() {
  const sections = views.map(({ title, text, pictures }) => {
    const cells = pictures.map((name) => `![${title}, ${themeOf(name)}](images/gallery/${name}.webp)`);
    return `## ${title}\n\n${text}\n\n${rows(cells)}`;
  });
  return `# Gallery

Screenshots of a real VS Code, taken by the end-to-end tests: dark, light, and both themes of high contrast.
\`node scripts/make-gallery.mjs\` writes this page from the last run of \`npm run test:e2e\`.

${sections.join("\n\n")}
`;
}

/** Two pictures beside each other. */
function rows(cells) {
  const lines = [];
  for (let at = 0; at < cells.length; at += 2) lines.push(`| ${cells[at]} | ${cells[at + 1] ?? ""} |`);
  lines.splice(1, 0, "| --- | --- |");
  return lines.join("\n");
}

function themeOf(name) {
  return name.match(/(high-contrast-light|high-contrast|light|dark)$/)?.[0].replace(/-/g, " ") ?? "";
}
