/**
 * A program runs many times slower before the engine has compiled it, which a person would feel at the first keystrokes. So the
 * analysis of the first document of code is repeated while nothing else is to be done, and what comes of it is thrown away.
 */
import { setTimeout as pause } from "node:timers/promises";
import { analyseDocument } from "../analysis/analysis.ts";
import { inlayHints } from "../features/inlayHints.ts";
import { isCodeLanguage } from "../parse/documentLanguage.ts";
import { toInlayHint } from "./convert.ts";
import { logFault } from "./guard.ts";
import { inputFor, type ServerSession } from "./session.ts";

/** Repetitions after which nearly all is compiled, and the milliseconds of work after which they end all the same. */
export const rehearsals = { runs: 80, milliseconds: 2000 };
/** Milliseconds of one repetition, which is ended there: requests would be held up by it. */
const longestRun = 400;
/** Milliseconds between two of them, in which requests are answered. */
const between = 10;

export interface Rehearsal {
  /** Repeats the analysis of a document that is open and analysed; only the first time that it can be done to the end. */
  with(uri: string): Promise<void>;
  dispose(): void;
}

export function createRehearsal(session: ServerSession): Rehearsal {
  let state: "due" | "under way" | "done" = "due";
  return {
    async with(uri) {
      const input = inputFor(session, uri);
      if (state !== "due" || !input || !isCodeLanguage({ ...input, fileName: uri })) return;
      state = "under way";
      try {
        const isIdle = () =>
          state === "under way" &&
          session.underWay.size === 0 &&
          session.documents.get(uri)?.version === input.version;
        const run = () => {
          const end = performance.now() + longestRun;
          const analysis = analyseDocument({ ...input, watch: () => performance.now() < end });
          const whole = { start: 0, end: input.text.length };
          for (const hint of inlayHints(analysis, whole, session.settings.inlayHints))
            toInlayHint(analysis, hint);
          return analysis.models.length > 0;
        };
        if (await rehearse({ run, isIdle })) state = "done";
      } catch (error) {
        logFault(session.connection, `rehearsing with ${uri}`, error);
        state = "done";
      }
      if (state === "under way") state = "due";
    },
    dispose() {
      state = "done";
    },
  };
}

export interface RehearsalOptions {
  /** The whole work for one text, without a trace; false where there is nothing to rehearse. */
  readonly run: () => boolean;
  /** False once somebody has something better to do, such as a newer text. */
  readonly isIdle: () => boolean;
  /** Replaced by tests. */
  readonly now?: () => number;
  readonly rest?: () => Promise<void>;
}

/** True once it was repeated often enough; false where it was broken off. */
export async function rehearse({
  run,
  isIdle,
  now = () => performance.now(),
  rest = () => pause(between, undefined, { ref: false }),
}: RehearsalOptions): Promise<boolean> {
  let work = 0;
  for (let runs = 0; runs < rehearsals.runs && work < rehearsals.milliseconds; runs++) {
    await rest();
    if (!isIdle()) return false;
    const start = now();
    if (!run()) return false;
    const taken = now() - start;
    if (taken > longestRun) return true;
    work += taken;
  }
  return true;
}
