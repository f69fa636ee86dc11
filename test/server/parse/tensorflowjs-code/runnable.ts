/** Turns a test program into CommonJS that TensorFlow.js can run. */
import ts from "typescript";
import { runnablePage } from "./runnablePage.ts";

/** CommonJS of the program, which calls and awaits what stands in its `// run:` line. */
export function runnable(text: string, fileName: string): string {
  const call = callOf(text);
  const outputText = fileName.endsWith(".html") ? runnablePage(text) : transpiled(text, fileName);
  return call === undefined ? outputText : `${outputText}\nreturn ${call};`;
}

/** What stands in the program's `// run:` line. */
export function callOf(text: string): string | undefined {
  return /^ *\/\/ run: (.*)$/m.exec(text)?.[1];
}

function transpiled(text: string, fileName: string): string {
  const { outputText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.React,
      esModuleInterop: true,
    },
  });
  return outputText;
}
