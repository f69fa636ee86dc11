/** Turns a test program into CommonJS that TensorFlow.js can run. */
import ts from "typescript";

/** CommonJS of the program, which calls and awaits what stands in its `// run:` line. */
export function runnable(text: string, fileName: string): string {
  const call = /^\/\/ run: (.*)$/m.exec(text)?.[1];
  const { outputText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.React,
      esModuleInterop: true,
    },
  });
  return call === undefined ? outputText : `${outputText}\nreturn ${call};`;
}
