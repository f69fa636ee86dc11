/** Runs programs with TensorFlow.js of which some may never end: each has a time limit, and what ends its process is its answer. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "./repositoryRoot.ts";
import type { ProgramAnswer, TensorflowJsModel } from "./tensorflowJs.ts";

/** One answer a program, in order; a program that takes longer than `seconds` or ends its process throws what says so. */
export function modelsOfEachProgram(
  programs: readonly string[],
  seconds: number,
): Promise<readonly ProgramAnswer[]> {
  return answersOfEach(programs, { seconds, predicts: false });
}

/** The models of a program and why they cannot be used: they do not run, declare no sizes, or a layer was refused and left out. */
export type UsedProgramAnswer =
  | { readonly models: readonly TensorflowJsModel[]; readonly fails: readonly string[] }
  | { readonly throws: string };

/** As `modelsOfEachProgram`; each model also runs on zeros, which takes its time. */
export function useOfEachProgram(
  programs: readonly string[],
  seconds: number,
): Promise<readonly UsedProgramAnswer[]> {
  return answersOfEach(programs, { seconds, predicts: true });
}

interface Question {
  readonly seconds: number;
  readonly predicts: boolean;
}

async function answersOfEach<Answer>(
  programs: readonly string[],
  question: Question,
): Promise<(Answer | { readonly throws: string })[]> {
  const answers: (Answer | { readonly throws: string })[] = [];
  while (answers.length < programs.length) {
    const before = answers.length;
    const end = await answersUntilTheEnd(programs.slice(before), question, answers);
    if (end !== undefined) answers.push({ throws: end });
    else if (answers.length === before) throw new Error("TensorFlow.js does not start");
  }
  return answers;
}

/** Adds the answers of one process; resolves with why it ended before it had given all. */
function answersUntilTheEnd<Answer>(
  programs: readonly string[],
  { seconds, predicts }: Question,
  answers: (Answer | { readonly throws: string })[],
): Promise<string | undefined> {
  const child = startTensorflowJs();
  let given = 0;
  let late = false;
  const end = () => {
    late = true;
    child.kill("SIGKILL");
  };
  let limit = setTimeout(end, seconds * 1000);
  createInterface({ input: child.stdout }).on("line", (line) => {
    answers.push(JSON.parse(line) as Answer);
    given++;
    clearTimeout(limit);
    if (given < programs.length) limit = setTimeout(end, seconds * 1000);
  });
  child.stdin.on("error", () => {
    // The process ended before it had read everything; "close" tells.
  });
  child.stderr.resume();
  const questions = programs.map((code) => `${JSON.stringify({ ask: "program", code, predicts })}\n`);
  child.stdin.end(questions.join(""));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      if (given === programs.length) resolve(undefined);
      else resolve(late ? `does not end within ${seconds} s` : `ends the process with ${code}`);
    });
  });
}

function startTensorflowJs(): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [path.join(repositoryRoot, "test/support/tensorflowJsProgram.mjs")], {
    env: { ...process.env, CONVLENS_ROOT: repositoryRoot },
  });
}
