/** Turns the bytes of an image file into pixels, with the browser's own decoders. */
import { groupedNumber } from "../views/numberText.ts";
import type { PictureSource } from "../worker/messages.ts";
import { pictureSize } from "./pictureSize.ts";

export type OwnPicture = Extract<PictureSource, { kind: "own" }>;

export type DecodedPicture =
  | { readonly kind: "picture"; readonly picture: OwnPicture }
  | { readonly kind: "unreadable"; readonly message: string };

/** Longest side kept; larger pictures are shrunk first, since few models take more. */
const longestSide = 1024;
/** Decoding takes four bytes a pixel: 400 MB at most. */
const mostPixels = 100e6;

/** Decodes PNG, JPEG, GIF, WebP and BMP; what is transparent stands on white. Never rejects. */
export async function decodePicture(name: string, bytes: ArrayBuffer): Promise<DecodedPicture> {
  const size = pictureSize(bytes);
  if (!size) return unreadable(name, "it is no PNG, JPEG, GIF, WebP or BMP file");
  if (size.width * size.height > mostPixels) {
    const pixels = `${groupedNumber(size.width)}×${groupedNumber(size.height)} pixels`;
    return unreadable(name, `it has ${pixels}, and up to ${mostPixels / 1e6} million are decoded`);
  }
  try {
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return unreadable(name, "the page cannot draw it");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const { data } = context.getImageData(0, 0, width, height);
    return { kind: "picture", picture: { kind: "own", name, width, height, rgba: data.slice().buffer } };
  } catch {
    return unreadable(name, "the file is damaged: its picture could not be decoded");
  }
}

function unreadable(name: string, reason: string): DecodedPicture {
  return { kind: "unreadable", message: `${name} was not used: ${reason}.` };
}
