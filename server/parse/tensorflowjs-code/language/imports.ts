/** Import declarations: TensorFlow.js becomes its model; anything else is unknown, since it stands in another file. */
import ts from "typescript";
import {
  isTensorflowName,
  tensorflow,
  tensorflowModule,
  tensorflowNamed,
} from "../tensorflow/tensorflowModule.ts";
import { unknownAt } from "./evaluation.ts";
import { isReact, reactHook, reactPackage } from "./reactHooks.ts";
import { declareVariable, type Scope } from "./scope.ts";
import type { Value } from "./values.ts";

export function bindImports(node: ts.ImportDeclaration | ts.ImportEqualsDeclaration, scope: Scope): void {
  if (ts.isImportEqualsDeclaration(node)) {
    const { moduleReference } = node;
    if (!ts.isExternalModuleReference(moduleReference)) return;
    declareVariable(scope, node.name.text, whole(moduleReference.expression, node.name, scope));
    return;
  }
  const { importClause, moduleSpecifier } = node;
  if (!importClause) return;
  if (importClause.name)
    declareVariable(scope, importClause.name.text, whole(moduleSpecifier, importClause.name, scope));
  const bindings = importClause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) {
    declareVariable(scope, bindings.name.text, whole(moduleSpecifier, bindings.name, scope));
    return;
  }
  const module = tensorflowModule(nameOf(moduleSpecifier));
  for (const element of bindings.elements) {
    const imported = (element.propertyName ?? element.name).text;
    const value = module
      ? imported === "default"
        ? module
        : tensorflowNamed(module, imported, element, scope)
      : fromElsewhere(moduleSpecifier, element.name, scope, imported);
    declareVariable(scope, element.name.text, value);
  }
}

function whole(specifier: ts.Expression, name: ts.Identifier, scope: Scope): Value {
  return tensorflowModule(nameOf(specifier)) ?? fromElsewhere(specifier, name, scope);
}

/** `import { tf } from "./setup"` is most likely TensorFlow.js. */
function fromElsewhere(
  specifier: ts.Expression,
  name: ts.Identifier,
  scope: Scope,
  imported?: string,
): Value {
  if (isReact(nameOf(specifier))) {
    const part = imported === undefined ? reactPackage() : reactHook(imported);
    if (part) return part;
  }
  if (isTensorflowName(name.text)) return tensorflow;
  return unknownAt(scope.evaluation, name, `comes from "${nameOf(specifier)}", which is another file`);
}

function nameOf(specifier: ts.Expression): string {
  return ts.isStringLiteralLike(specifier) ? specifier.text : "";
}
