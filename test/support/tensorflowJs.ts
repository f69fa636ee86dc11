/** Asks TensorFlow.js 4.22 what it makes of models: in a process of its own on the CPU, ended when it takes too long. */
import { spawn } from "node:child_process";
import path from "node:path";
import { repositoryRoot } from "./repositoryRoot.ts";

/** A model in Keras's JSON form, and the layer in it that is asked about. */
export interface TensorflowJsCase {
  readonly model: unknown;
  readonly layer: string;
  /** Put in place of a free batch and of any other free size when the model runs. */
  readonly batch: number;
  readonly freeSize: number;
  /** Every value of the inputs; 1 where left out. */
  readonly fill?: number;
}

export interface TensorflowJsAnswer {
  /** Why the model cannot be built; nothing else is there then. */
  readonly refuses?: string;
  /** Shapes that the layer declares, `null` where free; "NaN" is what it says. */
  readonly outputs?: readonly (readonly (number | null | "NaN")[])[];
  readonly weights?: readonly (readonly number[])[];
  /** Shapes of the model's outputs when it runs. */
  readonly ran?: readonly (readonly number[])[];
  /** The first 8 values that come out. */
  readonly first?: readonly number[];
  /** Why it does not run. */
  readonly fails?: string;
}

/** One answer a case, in order; rejects where the process takes longer than `seconds` or ends early. */
export function askTensorflowJs(
  cases: readonly TensorflowJsCase[],
  seconds = 120,
): Promise<readonly TensorflowJsAnswer[]> {
  return ask(cases, seconds) as Promise<readonly TensorflowJsAnswer[]>;
}

/** A whole model in Keras's JSON form; it runs with these sizes in place of free ones. */
export interface WholeModelCase {
  readonly model: unknown;
  readonly batch: number;
  readonly freeSize: number;
}

/** What TensorFlow.js states of a whole model; counts are of distinct weights. */
export type WholeModelAnswer =
  | { readonly refuses: string }
  | {
      readonly refuses?: never;
      readonly parameters: number;
      readonly trainable: number;
      readonly layers: readonly WholeModelLayer[];
      /** Shapes of the model's outputs when it runs, or why it does not. */
      readonly ran?: readonly (readonly number[])[];
      readonly fails?: string;
    };

export interface WholeModelLayer {
  readonly name: string;
  /** Declared shapes of every output of every call; of a model inside, the call that built it comes first. */
  readonly calls: readonly (readonly (readonly (number | null | "NaN")[])[])[];
  readonly parameters: number;
  readonly trainable: number;
  /** Of a model inside. */
  readonly layers?: readonly WholeModelLayer[];
}

/** One answer a model, in order, from one process. */
export async function askOfWholeModels(
  cases: readonly WholeModelCase[],
  seconds = 300,
): Promise<readonly WholeModelAnswer[]> {
  const questions = cases.map((given) => ({ ask: "model", ...given }));
  return (await ask(questions, seconds)) as readonly WholeModelAnswer[];
}

/** Every class that a model file may name: layers, and also initialisers, activations and the like. */
export async function tensorflowJsClasses(): Promise<ReadonlySet<string>> {
  const [answer] = (await ask([{ ask: "classes" }], 60)) as [{ readonly classes: readonly string[] }];
  return new Set(answer.classes);
}

export async function tensorflowJsVersion(): Promise<string> {
  const [answer] = (await ask([{ ask: "version" }], 60)) as [{ readonly version: string }];
  return answer.version;
}

export interface TensorflowJsModel {
  readonly name: string;
  readonly kind: "sequential" | "functional";
  /** Of the whole model, weights shared by layers counted once. */
  readonly parameters: number;
  /** Name, class, parameters, trainability and the distinct output shapes, as JSON texts. */
  readonly layers: readonly (readonly [string, string, number, boolean, readonly string[]])[];
}

/** The models of a program, or what it threw. */
export type ProgramAnswer = { readonly models: readonly TensorflowJsModel[] } | { readonly throws: string };

/** The models that each CommonJS program makes, one after the other in one process; names are numbered from 1 in each. */
export async function modelsOfPrograms(
  programs: readonly string[],
  seconds = 120,
): Promise<readonly ProgramAnswer[]> {
  const questions = programs.map((code) => ({ ask: "program", code }));
  return (await ask(questions, seconds)) as readonly ProgramAnswer[];
}

function ask(questions: readonly unknown[], seconds: number): Promise<readonly unknown[]> {
  const program = path.join(repositoryRoot, "test/support/tensorflowJsProgram.mjs");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, CONVLENS_ROOT: repositoryRoot },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: seconds * 1000,
      killSignal: "SIGKILL",
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.on("error", reject);
    child.stdin.on("error", () => {
      // The process ended before it had read everything; "close" tells why.
    });
    child.on("close", (code, signal) => {
      const answers = output.split("\n").filter((line) => line !== "");
      if (code === 0 && answers.length === questions.length) {
        resolve(answers.map((line) => JSON.parse(line) as unknown));
        return;
      }
      const why = signal === "SIGKILL" ? `ended after ${seconds} s` : `ended with ${code ?? signal}`;
      reject(
        new Error(
          `TensorFlow.js ${why}, ${answers.length} of ${questions.length} answered. ${errors.slice(-500)}`,
        ),
      );
    });
    child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  });
}
