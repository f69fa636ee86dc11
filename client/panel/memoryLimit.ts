/** How much memory a run of the panel may take. */
import * as vscode from "vscode";

/** In bytes, as set for the file of this address. */
export function memoryLimit(uri: string): number {
  const megabytes = vscode.workspace
    .getConfiguration("convlens", vscode.Uri.parse(uri))
    .get<unknown>("run.memoryLimitMegabytes");
  const usable = typeof megabytes === "number" && megabytes >= 16 ? megabytes : 1024;
  return usable * 1e6;
}
