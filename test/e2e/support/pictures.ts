// Pictures that a person drags into the panel or pastes into it.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { inPanel } from "./panel.ts";
import type { Session } from "./session.ts";

/** Drags a file from outside of the window onto the panel, with Shift held, so that the editor does not open it. */
export async function dropFile(session: Session, name: string, bytes: Uint8Array): Promise<void> {
  const file = path.join(session.workspace, "..", name);
  await writeFile(file, bytes);
  const box = await inPanel(session, "input-slot").first().boundingBox();
  if (!box) throw new Error("the input has no place on screen");
  const devTools = await session.page.context().newCDPSession(session.page);
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  const shift = 8;
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devTools.send("Input.dispatchDragEvent", { type, ...place, data, modifiers: shift });
  }
  await devTools.detach();
}

/** Puts a picture into the clipboard and presses the key that pastes. */
export async function pasteFile({ page }: Session, bytes: Uint8Array): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(async (numbers) => {
    const blob = new Blob([Uint8Array.from(numbers)], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  }, Array.from(bytes));
  await page.keyboard.press("Control+V");
}
