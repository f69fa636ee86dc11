/** Turns the bytes of an image file into pixels, with the browser's own decoders. */
import type { PictureSource } from "../worker/messages.ts";

export type DecodedPicture =
  | { readonly kind: "picture"; readonly picture: Extract<PictureSource, { kind: "own" }> }
  | { readonly kind: "unreadable"; readonly message: string };

/** Longest side kept; larger pictures are shrunk first, since no model of the reference kernels takes more. */
const longestSide = 1024;

/** Decodes PNG, JPEG, GIF, WebP, BMP; never rejects. */
export async function decodePicture(name: string, bytes: ArrayBuffer): Promise<DecodedPicture> {
  try {
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (!context) return unreadable(name, "the page cannot draw it");
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const { data } = context.getImageData(0, 0, width, height);
    return { kind: "picture", picture: { kind: "own", name, width, height, rgba: data.slice().buffer } };
  } catch {
    return unreadable(
      name,
      "it is not a picture that this page can decode (PNG, JPEG, GIF, WebP and BMP are)",
    );
  }
}

function unreadable(name: string, reason: string): DecodedPicture {
  return { kind: "unreadable", message: `${name} was not used: ${reason}.` };
}
