/** A layer as its file writes it: gives its arguments other values, in JSON and in code alike. */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { ConfigData, ParamValue } from "../../core/graph/paramValue.ts";
import type { TextEdit } from "./textEdit.ts";

export interface LayerText {
  /**
   * Edits that give arguments new values, or leave them out (`undefined`), by Keras 3 names; `undefined` where one of them is
   * no literal in the layer's own text.
   */
  readonly withArguments: (set: ArgumentValues) => readonly TextEdit[] | undefined;
  /** Edits that make it a layer of another Keras class; arguments stay. */
  readonly withClass: (className: string) => readonly TextEdit[] | undefined;
  /** Edits that give it another name; those who name it elsewhere in the file are not looked at. */
  readonly withName: (name: string) => readonly TextEdit[] | undefined;
  /** An argument's name as the file spells it. */
  readonly spell: (argument: string) => string;
  /** A value as the file would write it. */
  readonly show: (argument: string, value: ConfigData) => string;
}

export type ArgumentValues = Readonly<Record<string, ConfigData | undefined>>;

/** One argument in a text: `key: value` in an object. */
export interface WrittenMember {
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The edits of an object's members: values replaced, members removed, new ones behind the last that stays. */
export interface MemberChanges {
  readonly members: readonly WrittenMember[];
  /** New text by number of the member; `null` removes it. */
  readonly replaced: ReadonlyMap<number, string | null>;
  readonly added: readonly string[];
  /** Between two members on one line or several, such as `, `. */
  readonly separator: string;
  /** Inside the brackets, for an object without members. */
  readonly empty: number;
  readonly padding: string;
}

export function memberEdits({
  members,
  replaced,
  added,
  separator,
  empty,
  padding,
}: MemberChanges): TextEdit[] {
  const edits: TextEdit[] = [];
  const stays = (index: number) => index < members.length && replaced.get(index) !== null;
  let lastKept = -1;
  for (const [index, member] of members.entries()) {
    const text = replaced.get(index);
    if (typeof text === "string") {
      edits.push({ range: { start: member.valueStart, end: member.valueEnd }, text });
    }
    if (text !== null) lastKept = index;
  }
  if (added.length > 0) {
    const at = members[lastKept]?.valueEnd ?? empty;
    const list = added.join(separator);
    const text = lastKept >= 0 ? `${separator}${list}` : `${padding}${list}${padding}`;
    edits.push({ range: { start: at, end: at }, text });
  }
  for (let from = 0; from < members.length; from++) {
    if (stays(from)) continue;
    let to = from;
    while (to + 1 < members.length && !stays(to + 1)) to++;
    edits.push({ range: removedRange(members, from, to), text: "" });
    from = to;
  }
  return edits;
}

/** A run of members with the comma that would be left over. */
function removedRange(members: readonly WrittenMember[], from: number, to: number) {
  const first = members[from]?.start ?? 0;
  const end = members[to]?.valueEnd ?? first;
  const next = members[to + 1];
  if (next) return { start: first, end: next.start };
  return { start: members[from - 1]?.valueEnd ?? first, end };
}

/** The value in the form of the one it replaces: one number for all axes, or a list. */
export function inFormOf(value: ConfigData, old: ConfigData | undefined, argument: string): ConfigData {
  if (Array.isArray(value) && !Array.isArray(old) && perAxis.has(argument)) {
    const list: readonly ConfigData[] = value;
    if (list.every((each) => each === list[0])) return list[0] ?? value;
  }
  return value;
}

/** Arguments that take one number for all axes, or one an axis. */
const perAxis: ReadonlySet<string> = new Set([
  "kernel_size",
  "strides",
  "dilation_rate",
  "pool_size",
  "output_padding",
]);

/** The argument's value as the analysis has it, where the file gives it. */
export function givenParam(node: LayerNode, argument: string): ParamValue | undefined {
  return Object.hasOwn(node.config, argument) ? node.config[argument] : undefined;
}
