/**
 * A program runs many times slower before the engine has compiled it, which a person would feel at the first keystrokes. So the
 * analysis of the first document of code, and of the first one of JSON, is repeated while nothing else is to be done, every other
 * time as if something had been typed in it. What comes of it is thrown away.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type AnalysisInput, analyseDocument } from "../analysis/analysis.ts";
import { diagnostics } from "../features/diagnostics.ts";
import { inlayHints } from "../features/inlayHints.ts";
import { isCodeLanguage, isJsonLike } from "../parse/documentLanguage.ts";
import { toInlayHint } from "./convert.ts";
import { logFault } from "./guard.ts";
import { digitTyped, halfTyped } from "./halfTyped.ts";
import { inputFor, type ServerSession } from "./session.ts";

/** Repetitions after which nearly all is compiled, and the milliseconds of work after which they end all the same. */
export const rehearsals = { runs: 200, milliseconds: 4000 };
/** Milliseconds of one repetition, which is ended there: requests would be held up by it. */
const longestRun = 400;
/** UTF-16 units of JSON, whose reading is not ended on the way, that are read within a part of that. */
const longestJson = 1_000_000;
/** Milliseconds between two of them, in which requests are answered. */
const between = 3;
/** Milliseconds without any of them after a model was asked for: layers of it run then, and need the processor. */
const whileLayersRun = 2000;

export interface Rehearsal {
  /** Repeats the analysis of a document that is open and analysed; for each kind of document until it was once done to the end. */
  with(uri: string): Promise<void>;
  dispose(): void;
}

type Kind = "code" | "json";

export function createRehearsal(session: ServerSession): Rehearsal {
  const due = new Set<Kind>(["code", "json"]);
  let underWay = false;
  return {
    async with(uri) {
      const input = inputFor(session, uri);
      const kind = input && kindOf(input);
      if (!kind || underWay || !due.has(kind)) return;
      underWay = true;
      const isIdle = () =>
        due.has(kind) && session.underWay.size === 0 && session.documents.get(uri)?.version === input.version;
      try {
        const run = (index: number) => rehearseOnce(input, index, session);
        const busyUntil = () => session.modelAskedAt + whileLayersRun;
        if (await rehearse({ run, isIdle, busyUntil })) due.delete(kind);
      } catch (error) {
        logFault(session.connection, `rehearsing with ${uri}`, error);
        due.delete(kind);
      }
      underWay = false;
    },
    dispose() {
      due.clear();
    },
  };
}

function kindOf(input: AnalysisInput): Kind | undefined {
  const document = { ...input, fileName: input.uri };
  if (isCodeLanguage(document)) return "code";
  return isJsonLike(document) && input.text.length <= longestJson ? "json" : undefined;
}

/** What one keystroke asks for. False where the document as it stands has no model. */
function rehearseOnce(input: AnalysisInput, index: number, { settings }: ServerSession): boolean {
  const end = performance.now() + longestRun;
  const typing = index % 2 === 1;
  const text = typing ? typed(input, index) : input.text;
  const analysis = analyseDocument({ ...input, text, watch: () => performance.now() < end });
  const hints = inlayHints(analysis, { start: 0, end: text.length }, settings.inlayHints);
  for (const hint of hints) toInlayHint(analysis, hint);
  // They follow when the typing rests, which is seldom.
  if (index % 4 < 2) diagnostics(analysis, settings);
  return typing || analysis.models.length > 0;
}

/** Most keystrokes in JSON leave it JSON, and most of those in code leave a line half typed. */
function typed(input: AnalysisInput, index: number): string {
  const broken = kindOf(input) === "code" || index % 8 === 1;
  return broken ? halfTyped(input.text, index) : digitTyped(input.text, index);
}

export interface RehearsalOptions {
  /** The whole work for one text, without a trace; `index` counts from 0. False where there is nothing to rehearse. */
  readonly run: (index: number) => boolean;
  /** False once somebody has something better to do, such as a newer text. */
  readonly isIdle: () => boolean;
  /** Until when somebody else needs the processor, in milliseconds on the clock of `now`. */
  readonly busyUntil: () => number;
  /** Replaced by tests. */
  readonly now?: () => number;
  readonly rest?: (milliseconds: number) => Promise<void>;
}

/** True once it was repeated often enough; false where it was broken off. */
export async function rehearse({
  run,
  isIdle,
  busyUntil,
  now = () => performance.now(),
  rest = (milliseconds) => pause(milliseconds, undefined, { ref: false }),
}: RehearsalOptions): Promise<boolean> {
  let work = 0;
  for (let runs = 0; runs < rehearsals.runs && work < rehearsals.milliseconds; runs++) {
    await rest(between);
    for (let left = busyUntil() - now(); left > 0; left = busyUntil() - now()) await rest(left);
    if (!isIdle()) return false;
    const start = now();
    if (!run(runs)) return false;
    const taken = now() - start;
    if (taken > longestRun) return true;
    work += taken;
  }
  return true;
}
