/** A folder that the page reads from in the worker's place: requests go out by number, and answers find their way back. */
import type { WeightFolder } from "../../engine/weights/openWeights.ts";

export interface FileRequest {
  readonly id: number;
  readonly path: string;
  readonly what: "size" | "bytes";
}

export type FileAnswer =
  | { readonly type: "fileSize"; readonly id: number; readonly size: number }
  | { readonly type: "fileBytes"; readonly id: number; readonly bytes: ArrayBuffer }
  | { readonly type: "fileFailed"; readonly id: number; readonly message: string };

export interface RemoteFolder extends WeightFolder {
  readonly answered: (answer: FileAnswer) => void;
}

export function remoteFolder(ask: (request: FileRequest) => void): RemoteFolder {
  const open = new Map<number, (answer: FileAnswer) => void>();
  let last = 0;
  const request = (path: string, what: FileRequest["what"]) =>
    new Promise<FileAnswer>((resolve) => {
      const id = ++last;
      open.set(id, resolve);
      ask({ id, path, what });
    });
  const failure = (path: string, answer: FileAnswer) =>
    new Error(answer.type === "fileFailed" ? answer.message : `"${path}" was not read.`);
  return {
    sizeOf: async (path) => {
      const answer = await request(path, "size");
      if (answer.type === "fileSize") return answer.size;
      throw failure(path, answer);
    },
    read: async (path) => {
      const answer = await request(path, "bytes");
      if (answer.type === "fileBytes") return new Uint8Array(answer.bytes);
      throw failure(path, answer);
    },
    answered: (answer) => {
      open.get(answer.id)?.(answer);
      open.delete(answer.id);
    },
  };
}
