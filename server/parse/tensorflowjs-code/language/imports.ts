/** Imports: TensorFlow.js and React become their models, files of the workspace are run, and anything else is unknown. */
import ts from "typescript";
import { isScript } from "../modules/exports.ts";
import { loadModule, pageScope } from "../modules/loadModule.ts";
import { exportOf, requiredValue } from "../modules/module.ts";
import { isPage, mappedSpecifier, scriptSpecifier } from "../page/parsePage.ts";
import {
  isTensorflowName,
  tensorflow,
  tensorflowModule,
  tensorflowNamed,
} from "../tensorflow/tensorflowModule.ts";
import { unknownAt } from "./evaluation.ts";
import { isReact, reactHook, reactPackage } from "./reactHooks.ts";
import { declareVariable, type Scope } from "./scope.ts";
import { nextBirth, type Value } from "./values.ts";

export function bindImports(node: ts.ImportDeclaration | ts.ImportEqualsDeclaration, scope: Scope): void {
  if (ts.isImportEqualsDeclaration(node)) {
    const { moduleReference } = node;
    if (!ts.isExternalModuleReference(moduleReference)) return;
    const specifier = nameOf(moduleReference.expression, scope);
    declareVariable(scope, node.name.text, required(specifier, node.name, scope));
    return;
  }
  const { importClause, moduleSpecifier } = node;
  const specifier = nameOf(moduleSpecifier, scope);
  if (!importClause) {
    // Imported for what the file does when it runs.
    if (!tensorflowModule(specifier)) runForEffect(specifier, scope);
    return;
  }
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  if (importClause.name) bind(importClause.name, specifier, "default", scope);
  const bindings = importClause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) bind(bindings.name, specifier, "*", scope);
  else
    for (const element of bindings.elements)
      if (!element.isTypeOnly)
        bind(element.name, specifier, (element.propertyName ?? element.name).text, scope);
}

/** What `name` of a package or file is; `default`, and `*` for the whole. `node` is what asks. */
export function imported(specifier: string, name: string, node: ts.Node, scope: Scope): Value {
  const known = fromPackage(specifier, name, node, scope);
  if (known) return known;
  const module = loadModule(specifier, scope.evaluation);
  return module.kind === "missing"
    ? unknownAt(scope.evaluation, node, module.why)
    : exportOf(module, name, node, scope);
}

/** What `require(specifier)` gives. */
export function required(specifier: string, node: ts.Node, scope: Scope): Value {
  const known = fromPackage(specifier, "*", node, scope);
  if (known) return known;
  const module = loadModule(specifier, scope.evaluation);
  return module.kind === "missing"
    ? unknownAt(scope.evaluation, node, module.why)
    : requiredValue(module, node, scope);
}

function bind(local: ts.Identifier, specifier: string, name: string, scope: Scope): void {
  const known = fromPackage(specifier, name, local, scope);
  const module = known ? undefined : loadModule(specifier, scope.evaluation);
  if (!module || module.kind === "missing") {
    // `import { tf } from "./setup"` is most likely TensorFlow.js.
    const value =
      known ??
      (isTensorflowName(local.text)
        ? tensorflow
        : unknownAt(scope.evaluation, local, module?.why ?? "comes from another file"));
    declareVariable(scope, local.text, value);
    return;
  }
  // Files that import each other see what the other has set so far, so the value is looked up at each use.
  let asked = false;
  scope.variables.set(local.text, {
    born: nextBirth(),
    get value() {
      if (asked) return unknownAt(scope.evaluation, local, "is handed from file to file in a circle");
      asked = true;
      try {
        return exportOf(module, name, local, scope);
      } finally {
        asked = false;
      }
    },
    set value(_) {
      // An import cannot be written to.
    },
  });
}

function fromPackage(specifier: string, name: string, node: ts.Node, scope: Scope): Value {
  const module = tensorflowModule(specifier);
  if (module) return name === "*" || name === "default" ? module : tensorflowNamed(module, name, node, scope);
  if (!isReact(specifier)) return undefined;
  return name === "*" || name === "default" ? reactPackage() : reactHook(name);
}

/** A script that a page names by `src` shares its names with the page. */
function runForEffect(specifier: string, scope: Scope): void {
  const { evaluation } = scope;
  if (!isPage(evaluation.address)) {
    loadModule(specifier, evaluation);
    return;
  }
  const module = loadModule(scriptSpecifier(specifier), evaluation);
  if (module.kind !== "code" || scope !== pageScope(evaluation.program)) return;
  if (!isScript(module.evaluation.sourceFile)) return;
  for (const [name, variable] of module.scope.variables)
    if (name !== "module" && name !== "exports") scope.variables.set(name, variable);
}

/** What a specifier names by the page's import map; TensorFlow.js stays what it is, wherever the page has it from. */
function nameOf(specifier: ts.Expression, { evaluation }: Scope): string {
  const name = ts.isStringLiteralLike(specifier) ? specifier.text : "";
  return tensorflowModule(name) ? name : mappedSpecifier(evaluation.program.importMap, name);
}
