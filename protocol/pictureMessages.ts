/** What host and panel say to each other about pictures to run layers on; checked as the other messages of the panel are. */
import { isNumber, isRecord, isText } from "./checkedData.ts";

/** Endings of files that pages can decode. */
export const pictureEndings = ["png", "jpg", "jpeg", "gif", "webp", "bmp"] as const;
/** Bytes of an image file; larger ones are not meant for a sample. */
export const largestPictureFile = 50_000_000;

/** An image file that can be chosen. */
export interface ListedPicture {
  /** Address of the file, which is also what is remembered of a choice. */
  readonly uri: string;
  readonly name: string;
  /** Folder within the workspace, or where else it comes from; "" for the workspace's own. */
  readonly folder: string;
}

export type PicturesToPanel =
  | {
      readonly type: "picture";
      readonly uri: string;
      readonly name: string;
      readonly bytes: ArrayBuffer;
      /** Number of the input it is chosen for; `null` where it was chosen before. */
      readonly slot: number | null;
    }
  /** What the panel has shown already is kept under an address from now on. */
  | { readonly type: "pictureKept"; readonly uri: string; readonly name: string; readonly slot: number }
  | { readonly type: "pictureFailed"; readonly uri: string | null; readonly message: string }
  | {
      readonly type: "pictureList";
      readonly pictures: readonly ListedPicture[];
      /** The workspace holds more than were looked through. */
      readonly isCut: boolean;
    };

export type PicturesFromPanel =
  /** A dialog to choose a file in, for an input. */
  | { readonly type: "pickPicture"; readonly slot: number }
  | { readonly type: "loadPicture"; readonly uri: string; readonly slot: number | null }
  /** Bytes that were dropped or pasted, to be kept for this workspace. */
  | {
      readonly type: "keepPicture";
      readonly name: string;
      readonly bytes: ArrayBuffer;
      readonly slot: number;
    }
  | { readonly type: "listPictures" };

/** True for file names, paths and addresses of image files. */
export function isPictureName(name: string): boolean {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return pictureEndings.some((known) => known === ending);
}

export function readPicturesToPanel(data: unknown): PicturesToPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, uri, name, bytes, slot, message, pictures } = data;
  switch (type) {
    case "picture":
      if (!isText(uri) || !isText(name) || !(bytes instanceof ArrayBuffer)) return undefined;
      return slot === null || isSlot(slot) ? { type, uri, name, bytes, slot } : undefined;
    case "pictureKept":
      return isText(uri) && isText(name) && isSlot(slot) ? { type, uri, name, slot } : undefined;
    case "pictureFailed":
      return isText(message) && (uri === null || isText(uri)) ? { type, uri, message } : undefined;
    case "pictureList": {
      if (!Array.isArray(pictures)) return undefined;
      return { type, pictures: (pictures as unknown[]).filter(isListed), isCut: data.isCut === true };
    }
    default:
      return undefined;
  }
}

export function readPicturesFromPanel(data: unknown): PicturesFromPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, uri, name, bytes, slot } = data;
  switch (type) {
    case "pickPicture":
      return isSlot(slot) ? { type, slot } : undefined;
    case "loadPicture":
      return isText(uri) && (slot === null || isSlot(slot)) ? { type, uri, slot } : undefined;
    case "keepPicture":
      if (!isText(name) || !(bytes instanceof ArrayBuffer) || !isSlot(slot)) return undefined;
      return { type, name, bytes, slot };
    case "listPictures":
      return { type };
    default:
      return undefined;
  }
}

function isSlot(value: unknown): value is number {
  return isNumber(value) && Number.isInteger(value) && value >= 0;
}

function isListed(value: unknown): value is ListedPicture {
  return isRecord(value) && isText(value.uri) && isText(value.name) && isText(value.folder);
}
