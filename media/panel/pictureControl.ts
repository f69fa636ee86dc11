/** The person's own pictures: asked of the host, dropped or pasted, decoded, and kept while they are chosen. */
import type { PanelChoices } from "../../protocol/panelChoices.ts";
import { largestPictureFile, type PicturesToPanel } from "../../protocol/pictureMessages.ts";
import type { PictureSource } from "../worker/messages.ts";
import type { OwnPicture } from "./decodePicture.ts";
import { chosenFiles, chosenPictures, isFile, sampleOf, slotCount, withSample } from "./inputChoices.ts";
import { initialState } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";

/** Decoded pictures kept besides the chosen ones, 4 MB each at most. */
const mostSpare = 4;

export interface PictureControl {
  /** A picture for each input; `null` while one is still being read, which has been asked for then. */
  readonly sources: () => readonly PictureSource[] | null;
  readonly fromHost: (message: PicturesToPanel) => void;
  /** Uses a file that was dropped or pasted for an input. */
  readonly takeFile: (file: File, slot: number) => Promise<void>;
  /** The address of a file, dropped from the editor's own explorer. */
  readonly takeAddress: (uri: string, slot: number) => void;
  readonly openPicker: (slot: number) => void;
  readonly closePicker: () => void;
}

interface Rest {
  readonly choose: (part: Partial<PanelChoices>) => void;
  readonly run: () => void;
}

export function createPictureControl(
  store: PanelStore,
  around: PanelSurroundings,
  rest: Rest,
): PictureControl {
  const { state, change } = store;
  const asked = new Set<string>();
  /** Dropped and pasted pictures that the host has not stored yet. */
  const unkept: { readonly name: string; readonly slot: number; readonly picture: OwnPicture }[] = [];

  const add = (uri: string, picture: OwnPicture) => {
    const chosen = new Set([uri, ...chosenFiles(state())]);
    const others = [...state().ownPictures].filter(([known]) => known !== uri);
    const spare = others.filter(([known]) => !chosen.has(known)).slice(-mostSpare);
    const kept = others.filter(([known]) => chosen.has(known));
    change({ ownPictures: new Map([...spare, ...kept, [uri, picture]]) });
  };

  const choose = (slot: number, sample: string) => {
    change({ picker: null });
    rest.choose(withSample(state().choices, slot, sample));
  };

  /** Falls back to samples for inputs whose file is gone, and says why. */
  const giveUp = (uri: string | null, message: string) => {
    const { choices } = state();
    let next: PanelChoices = choices;
    for (let slot = 0; slot < slotCount(state()); slot++) {
      if (uri !== null && sampleOf(next, slot) === uri) {
        const sample = slot === 0 ? initialState.choices.sample : "";
        next = { ...next, ...withSample(next, slot, sample) };
      }
    }
    if (next !== choices) rest.choose(next);
    change({ notice: message });
  };

  const received = async (message: Extract<PicturesToPanel, { type: "picture" }>): Promise<void> => {
    const { uri, name, bytes, slot } = message;
    asked.delete(uri);
    const decoded = await around.decode(name, bytes);
    if (decoded.kind === "unreadable") {
      giveUp(uri, decoded.message);
      return;
    }
    add(uri, decoded.picture);
    if (slot !== null) choose(slot, uri);
    else rest.run();
  };

  const kept = (uri: string, name: string) => {
    const at = unkept.findIndex((waiting) => waiting.name === name);
    const [waiting] = at < 0 ? [] : unkept.splice(at, 1);
    if (!waiting) return;
    add(uri, waiting.picture);
    choose(waiting.slot, uri);
  };

  const sources = () => {
    const pictures = chosenPictures(state());
    if (pictures) return pictures;
    for (const uri of chosenFiles(state())) {
      if (state().ownPictures.has(uri) || asked.has(uri)) continue;
      asked.add(uri);
      around.toHost({ type: "loadPicture", uri, slot: null });
    }
    return null;
  };

  return {
    sources,
    fromHost: (message) => {
      switch (message.type) {
        case "picture":
          void received(message);
          return;
        case "pictureKept":
          kept(message.uri, message.name);
          return;
        case "pictureFailed": {
          if (message.uri !== null) asked.delete(message.uri);
          const [waiting] = unkept;
          // What could not be stored serves until the window is closed.
          if (message.uri === null && waiting) kept(`unkept:${waiting.name}`, waiting.name);
          giveUp(message.uri, message.message);
          return;
        }
        case "pictureList":
          change({ pictureList: { pictures: message.pictures, isCut: message.isCut } });
          return;
      }
    },
    takeFile: async (file, slot) => {
      const name = file.name || "pasted picture.png";
      if (file.size > largestPictureFile) {
        const size = `${Math.round(file.size / 1e6)} MB`;
        giveUp(null, `${name} has ${size}; pictures up to ${largestPictureFile / 1e6} MB are read.`);
        return;
      }
      const bytes = await file.arrayBuffer();
      const decoded = await around.decode(name, bytes);
      if (decoded.kind === "unreadable") {
        giveUp(null, decoded.message);
        return;
      }
      unkept.push({ name, slot, picture: decoded.picture });
      around.toHost({ type: "keepPicture", name, bytes, slot });
    },
    takeAddress: (uri, slot) => {
      if (isFile(uri)) around.toHost({ type: "loadPicture", uri, slot });
    },
    openPicker: (slot) => {
      change({ picker: { slot, filter: "" } });
      around.toHost({ type: "listPictures" });
    },
    closePicker: () => change({ picker: null }),
  };
}
