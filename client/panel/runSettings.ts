/** What is set for runs of the panel. */
import * as vscode from "vscode";

/** The memory a run may take, in bytes, as set for the file of this address. */
export function memoryLimit(uri: string): number {
  const megabytes = settingOf(uri, "run.memoryLimitMegabytes");
  const usable = typeof megabytes === "number" && megabytes >= 16 ? megabytes : 1024;
  return usable * 1e6;
}

/** Whether a layer may be run before the panel is there, as set for the file of this address. */
export function runsAhead(uri: string): boolean {
  return settingOf(uri, "run.ahead") !== false;
}

function settingOf(uri: string, name: string): unknown {
  return vscode.workspace.getConfiguration("convlens", vscode.Uri.parse(uri)).get<unknown>(name);
}
