/** What a person can do about the pictures that are fed: open the choice, pick, browse, drop, paste. */
import type { PanelChoices } from "../../protocol/panelChoices.ts";
import { withSample } from "./inputChoices.ts";
import type { PanelParts } from "./panelParts.ts";
import type { PanelActions } from "./panelState.ts";

type PictureActions = Pick<
  PanelActions,
  | "togglePicker"
  | "filterPictures"
  | "choosePicture"
  | "browsePictures"
  | "takePictureFile"
  | "takePictureAddress"
  | "dragOver"
  | "pastePicture"
>;

const howToPaste =
  "There is no picture in the clipboard that the panel may read. Copy a picture and press Ctrl+V (⌘V) in the panel, or drop a file on it.";

export function pictureActions(
  { store, around, pictures }: PanelParts,
  choose: (part: Partial<PanelChoices>) => void,
): PictureActions {
  const { state, change } = store;
  return {
    togglePicker: (slot) => {
      if (state().picker) pictures.closePicker();
      else pictures.openPicker(slot);
    },
    filterPictures: (filter) => {
      const { picker } = state();
      if (picker) change({ picker: { ...picker, filter } });
    },
    choosePicture: (slot, sample) => {
      pictures.closePicker();
      choose(withSample(state().choices, slot, sample));
    },
    browsePictures: (slot) => around.toHost({ type: "pickPicture", slot }),
    takePictureFile: (file, slot) => void pictures.takeFile(file, slot),
    takePictureAddress: pictures.takeAddress,
    dragOver: (dragging) => {
      if (dragging !== state().dragging) change({ dragging });
    },
    pastePicture: (slot) => {
      void around.readClipboard().then((file) => {
        if (file) void pictures.takeFile(file, slot);
        else change({ notice: howToPaste, picker: null });
      });
    },
  };
}
