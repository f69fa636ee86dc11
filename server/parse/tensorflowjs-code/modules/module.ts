/** A file of the program once it has been run, and what others import from it. */
import type ts from "typescript";
import { fileNameOf } from "../../workspace/uri.ts";
import { evaluateStatements } from "../language/evaluateStatement.ts";
import { type Evaluation, unknownAt } from "../language/evaluation.ts";
import { getMember } from "../language/members.ts";
import { declareVariable, fileScope, type Scope } from "../language/scope.ts";
import { isKind, newObject, type ObjectValue, type Value } from "../language/values.ts";
import { tensorflowModule, tensorflowNamed } from "../tensorflow/tensorflowModule.ts";
import { type ExportTable, exportsOf } from "./exports.ts";
import { loadModule } from "./loadModule.ts";

export type Module = CodeModule | DataModule;

export interface CodeModule {
  readonly kind: "code";
  readonly evaluation: Evaluation;
  readonly scope: Scope;
  readonly exports: ExportTable;
  /** CommonJS's `module`. */
  readonly module: ObjectValue;
  done: boolean;
}

/** A JSON file. */
export interface DataModule {
  readonly kind: "data";
  readonly uri: string;
  readonly text: string;
  readonly value: Value;
}

/** Re-exports that lead to one another, at most. */
const mostHandovers = 32;

/** `around` holds the names that a script of a page shares with the others. */
export function openModule(evaluation: Evaluation, around: Scope | null = null): CodeModule {
  const scope = { ...fileScope(evaluation), parent: around };
  const range = { start: 0, end: 0 };
  const exported = newObject();
  const object = newObject([["exports", { value: exported, range }]]);
  declareVariable(scope, "module", object);
  declareVariable(scope, "exports", exported);
  const { program, sourceFile, address } = evaluation;
  const module: CodeModule = {
    kind: "code",
    evaluation,
    scope,
    exports: exportsOf(sourceFile),
    module: object,
    done: false,
  };
  program.modules.set(address, module);
  return module;
}

/** Runs the file's statements. @throws BudgetUsedUp */
export function runModule(module: CodeModule): void {
  const { program, sourceFile } = module.evaluation;
  const { calls } = program;
  // Whoever imports a file first runs it, but its code is nobody's callee.
  program.calls = undefined;
  try {
    evaluateStatements(sourceFile.statements, module.scope);
  } finally {
    program.calls = calls;
    module.done = true;
  }
}

/** What `import { name }` gives; `default` and, for the file as a whole, `*`. `node` is what asks, in the file of `scope`. */
export function exportOf(module: Module, name: string, node: ts.Node, scope: Scope, depth = 0): Value {
  if (module.kind === "data")
    return name === "*" || name === "default" ? module.value : getMember(module.value, name, node, scope);
  if (name === "*") return namespaceOf(module, node, scope, depth);
  const found = findExport(module, name, depth);
  if (found) return found.value;
  const exported = module.module.entries.get("exports")?.value;
  if (isCommonJs(module)) return name === "default" ? exported : getMember(exported, name, node, scope);
  return unknownAt(scope.evaluation, node, `is not exported by ${fileNameOf(module.evaluation.address)}`);
}

/** What `require` gives. */
export function requiredValue(module: Module, node: ts.Node, scope: Scope): Value {
  return exportOf(module, module.kind === "code" && isCommonJs(module) ? "default" : "*", node, scope);
}

function isCommonJs({ exports }: CodeModule): boolean {
  return exports.names.size === 0 && exports.stars.length === 0;
}

function findExport(module: CodeModule, name: string, depth: number): { readonly value: Value } | undefined {
  const { names, stars } = module.exports;
  const { evaluation, scope } = module;
  const own = names.get(name);
  if (own?.kind === "own") {
    const variable = scope.variables.get(own.variable);
    if (variable) return variable;
    return module.done ? undefined : { value: unknownAt(evaluation, evaluation.sourceFile, circular) };
  }
  if (own) return { value: handedOn(own.specifier, own.name, own.node, scope, depth) };
  if (name === "default") return undefined;
  for (const star of stars) {
    if (depth >= mostHandovers) break;
    const tensorflow = tensorflowModule(star.specifier);
    if (tensorflow) return { value: tensorflowNamed(tensorflow, name, star.node, scope) };
    const next = loadModule(star.specifier, evaluation);
    if (next.kind === "code") {
      const found = findExport(next, name, depth + 1);
      if (found) return found;
    } else if (next.kind === "data" && isKind(next.value, "object")) {
      const slot = next.value.entries.get(name);
      if (slot) return slot;
    }
  }
  return undefined;
}

const circular = "has not been run so far, since the files import each other in a circle";

function handedOn(specifier: string, name: string, node: ts.Node, scope: Scope, depth: number): Value {
  const { evaluation } = scope;
  if (depth >= mostHandovers)
    return unknownAt(evaluation, node, `is handed on by more than ${mostHandovers} files`);
  const tensorflow = tensorflowModule(specifier);
  if (tensorflow)
    return name === "*" || name === "default" ? tensorflow : tensorflowNamed(tensorflow, name, node, scope);
  const module = loadModule(specifier, evaluation);
  return module.kind === "missing"
    ? unknownAt(evaluation, node, module.why)
    : exportOf(module, name, node, scope, depth + 1);
}

/** `import * as net`: an object of all exports. */
function namespaceOf(module: CodeModule, node: ts.Node, scope: Scope, depth: number): Value {
  if (isCommonJs(module)) return module.module.entries.get("exports")?.value;
  const { exports } = module;
  const range = { start: 0, end: 0 };
  const object = newObject();
  const [star] = exports.stars;
  for (const name of exportedNames(module, new Set())) {
    const value = exportOf(module, name, node, scope, depth + 1);
    object.entries.set(name, { value, range });
  }
  // A package's own names are not known here, so any name may be one of them.
  if (star && exports.stars.some(({ specifier }) => tensorflowModule(specifier)))
    return exports.names.size === 0 ? tensorflowModule(star.specifier) : object;
  return object;
}

function exportedNames(module: CodeModule, seen: Set<Module>): ReadonlySet<string> {
  const names = new Set(module.exports.names.keys());
  if (seen.has(module) || seen.size >= mostHandovers) return names;
  seen.add(module);
  for (const { specifier } of module.exports.stars) {
    if (tensorflowModule(specifier)) continue;
    const next = loadModule(specifier, module.evaluation);
    if (next.kind === "code")
      for (const name of exportedNames(next, seen)) if (name !== "default") names.add(name);
  }
  return names;
}
