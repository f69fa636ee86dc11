/** What the extension and its thread that runs a layer before the panel's page is there say to each other. */
import type { ToPanel } from "./panel.ts";

/** What the page will be told first, in order. */
export interface AheadRequest {
  readonly id: number;
  readonly messages: readonly ToPanel[];
}

export type AheadReply =
  /** It is warmed up. */
  | { readonly type: "ready" }
  /** What the page is handed as it is, which checks it; `null` where there is nothing to hand on. */
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown };
