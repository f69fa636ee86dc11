/** Pictures that a person drops on the page or pastes into it. */
import type { PanelController } from "./panelController.ts";

/** Types under which editors hand over the addresses of what is dragged, the most telling first. */
const addressTypes = ["application/vnd.code.uri-list", "text/uri-list"];

export function listenToPictures({ actions, state }: PanelController): void {
  document.addEventListener("dragover", (event) => {
    if (!mayBePicture(event.dataTransfer)) return;
    event.preventDefault();
    actions.dragOver(true);
  });
  document.addEventListener("dragleave", (event) => {
    // Leaving one element for another inside of the page has the other as its related target.
    if (event.relatedTarget === null) actions.dragOver(false);
  });
  document.addEventListener("drop", (event) => {
    actions.dragOver(false);
    const { dataTransfer } = event;
    if (!dataTransfer || !mayBePicture(dataTransfer)) return;
    event.preventDefault();
    const slot = slotAt(event.target);
    const [file] = dataTransfer.files;
    const address = addressIn(dataTransfer);
    if (file) actions.takePictureFile(file, slot);
    else if (address) actions.takePictureAddress(address, slot);
  });
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    actions.takePictureFile(file, state().picker?.slot ?? 0);
  });
}

/** The picture of the clipboard, if there is one and the page may look. */
export async function readClipboard(): Promise<File | null> {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((known) => known.startsWith("image/"));
      if (type) return new File([await item.getType(type)], "pasted picture.png", { type });
    }
  } catch {
    // Permission is for the person to give; without it pasting by key still works.
  }
  return null;
}

function mayBePicture(data: DataTransfer | null): boolean {
  return data?.types.some((type) => type === "Files" || addressTypes.includes(type)) ?? false;
}

/** The first address; lines that begin with # are comments. */
function addressIn(data: DataTransfer): string | undefined {
  for (const type of addressTypes) {
    const line = data
      .getData(type)
      .split(/\r?\n/)
      .find((text) => text !== "" && !text.startsWith("#"));
    if (line) return line;
  }
  return undefined;
}

/** The input whose picture lies under the pointer; the first one elsewhere. */
function slotAt(target: EventTarget | null): number {
  const slot =
    target instanceof Element ? target.closest<HTMLElement>("[data-slot]")?.dataset.slot : undefined;
  return slot === undefined ? 0 : Number(slot);
}
