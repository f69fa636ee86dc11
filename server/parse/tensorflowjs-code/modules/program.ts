/** One run of a program that may stand in several files: its files, and the calls that lead to where it is. */
import type ts from "typescript";
import type { WorkspaceFiles } from "../../workspace/workspaceFiles.ts";
import type { Watch } from "../language/budget.ts";
import type { Evaluation } from "../language/evaluation.ts";
import type { Journal } from "../language/journal.ts";
import type { FunctionChoices } from "../language/programFunction.ts";
import type { ArrayValue, FunctionNode, Value } from "../language/values.ts";
import type { Module } from "./module.ts";

export interface Program {
  /** Files beside the document; none where the document is read by itself. */
  readonly files?: WorkspaceFiles;
  /** Address of the document whose models are wanted, which need not be the file that the run starts with. */
  readonly documentUri: string;
  /** The document's text as it stands in the editor. */
  readonly document?: ts.SourceFile;
  /** What the document's functions are shown for, where a person chose. */
  readonly choices: FunctionChoices;
  readonly watch?: Watch;
  /** What names stand for by the import map of the page that the run starts with. */
  readonly importMap: ReadonlyMap<string, string>;
  /** Lists of sizes among them, with the tensors that they have become where a layer was called on one. */
  readonly givenLists: Map<ArrayValue, Value>;
  /** Files that have been run, by address. */
  readonly modules: Map<string, Module>;
  /** UTF-16 units of all of them. */
  textLength: number;
  /** The innermost call that is being followed. */
  calls: CallStep | undefined;
  /** What is changed by the piece of code that runs, where somebody wants to know. */
  journal: Journal | undefined;
  /** Offsets of the lines of its files, found when first needed. */
  readonly lineStarts: Map<string, readonly number[]>;
  /** Numbers of calls that stand for layers of other files. */
  readonly callNumbers: Map<CallStep, number>;
}

/** One call of a function of the program, with those around it. */
export interface CallStep {
  /** The function as the program calls it: `convBlock`, `new Encoder`. */
  readonly name: string;
  readonly node: ts.Node;
  /** Of the file that the call stands in. */
  readonly evaluation: Evaluation;
  /** What is called: of a class, the class or its constructor. */
  readonly callee?: Callee;
  readonly outer: CallStep | undefined;
}

/** A function or class of the program, and its file. */
export interface Callee {
  readonly node: FunctionNode | ts.ClassLikeDeclaration;
  readonly evaluation: Evaluation;
}

export type ProgramInput = Pick<Program, "documentUri"> &
  Partial<Pick<Program, "files" | "document" | "choices" | "importMap" | "watch">>;

export function newProgram(input: ProgramInput): Program {
  return {
    choices: {},
    importMap: new Map(),
    ...input,
    givenLists: new Map(),
    modules: new Map(),
    textLength: 0,
    calls: undefined,
    journal: undefined,
    lineStarts: new Map(),
    callNumbers: new Map(),
  };
}

/** Runs the body of a function with its call as the innermost one. */
export function insideCall<T>(call: Omit<CallStep, "outer">, run: () => T): T {
  const { program } = call.evaluation;
  const outer = program.calls;
  // `new Encoder()` runs a constructor, which is no second call.
  if (outer?.node !== call.node) program.calls = { ...call, outer };
  try {
    return run();
  } finally {
    program.calls = outer;
  }
}
