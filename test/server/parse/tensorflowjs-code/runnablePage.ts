/** Turns an HTML page of the tests into CommonJS that does what a browser does with the page's scripts, in that order. */
import ts from "typescript";
import { besidePages } from "./besidePages.ts";

interface Script {
  readonly attributes: string;
  readonly text: string;
}

/** Scripts of a page of ours, which are well-formed: no parser of the product takes part. */
export function runnablePage(page: string): string {
  const markup = page.replace(/<!--[\s\S]*?-->/g, "").replace(/<(style|title)>[\s\S]*?<\/\1>/g, "");
  const scripts: readonly Script[] = [...markup.matchAll(/<script([^>]*)>([\s\S]*?)<\/script\s*>/gi)].map(
    ([, attributes = "", text = ""]) => ({ attributes, text }),
  );
  const programs = scripts.filter(
    ({ attributes }) => !/type="(?:importmap|text\/template|.*json)"/.test(attributes),
  );
  const isModule = ({ attributes }: Script) => /type="module"/.test(attributes);
  const isLater = (script: Script) => isModule(script) || /\bdefer\b/.test(script.attributes);
  const inOrder = [...programs.filter((each) => !isLater(each)), ...programs.filter(isLater)];
  const map =
    scripts.find(({ attributes }) => /type="importmap"/.test(attributes))?.text ?? '{ "imports": {} }';
  const codes = inOrder.map((script) => {
    const code = codeOf(script);
    return isModule(script) ? `((exports, require) => {${commonJs(code)}})({}, load);` : code;
  });
  return [surroundings(map), ...codes].join("\n;\n");
}

/** A script with `src` is the file beside the page; one from elsewhere is TensorFlow.js, which is there. */
function codeOf({ attributes, text }: Script): string {
  const source = /src=["']([^"']*)["']/.exec(attributes)?.[1];
  return source === undefined ? text : (besidePages[fileNamed(source)] ?? "");
}

function fileNamed(source: string): string {
  return source.replace(/^\.\//, "").replace(/\?.*/, "");
}

function commonJs(code: string): string {
  return ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  }).outputText;
}

/** `document` takes everything and does nothing; `load` finds what a module imports. */
function surroundings(importMap: string): string {
  const files = Object.entries(besidePages).map(
    ([file, text]) =>
      `${JSON.stringify(file)}: (exports, require) => {${/^(?:im|ex)port\b/m.test(text) ? commonJs(text) : ""}}`,
  );
  return `
const document = new Proxy(() => document, { get: () => document, set: () => true });
const files = { ${files.join(",\n")} };
const { imports } = ${importMap};
function load(name) {
  const begin = Object.keys(imports).find((each) => each.endsWith("/") && name.startsWith(each));
  const target = imports[name] ?? (begin ? imports[begin] + name.slice(begin.length) : name);
  const file = files[target.replace(/^\\.\\//, "")];
  if (!file) return require(name);
  const exported = {};
  file(exported, load);
  return exported;
}`;
}
