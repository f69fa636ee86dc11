/** Enums and namespaces: each becomes an object with its members. */
import ts from "typescript";
import { evaluate } from "./evaluateExpression.ts";
import { evaluateStatements } from "./evaluateStatement.ts";
import { rangeOf } from "./evaluation.ts";
import { blockScope, declareVariable, type Scope } from "./scope.ts";
import { isKind, isPrimitive, newObject, type ObjectValue, type Value } from "./values.ts";

/** A number leads back to its member's name. */
export function evaluateEnum(node: ts.EnumDeclaration, scope: Scope): void {
  const members = merged(node.name.text, scope);
  // A member may be computed from those before it, by their bare names.
  const inner = blockScope(scope);
  for (const [key, { value }] of members.entries) declareVariable(inner, key, value);
  let next: Value = 0;
  for (const member of node.members) {
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteralLike(member.name)) continue;
    const name = member.name.text;
    const range = rangeOf(scope.evaluation, member);
    const value: Value = member.initializer ? evaluate(member.initializer, inner) : next;
    members.entries.set(name, { value, range });
    if (typeof value === "number") members.entries.set(String(value), { value: name, range });
    declareVariable(inner, name, value);
    next = typeof value === "number" ? value + 1 : undefined;
  }
  declareVariable(scope, node.name.text, members);
}

/** `namespace A.B { export const c = 1; }`; of several parts of one name, the later sees what the earlier exports. */
export function evaluateNamespace(node: ts.ModuleDeclaration, scope: Scope): void {
  if (!ts.isIdentifier(node.name) || !node.body) return;
  const members = merged(node.name.text, scope);
  declareVariable(scope, node.name.text, members);
  const inner = blockScope(scope);
  for (const [key, { value }] of members.entries) declareVariable(inner, key, value);
  const { body } = node;
  if (ts.isModuleBlock(body)) evaluateStatements(body.statements, inner);
  else if (ts.isModuleDeclaration(body)) evaluateNamespace(body, inner);
  const range = rangeOf(scope.evaluation, node);
  for (const name of exportedNames(body)) {
    const variable = inner.variables.get(name);
    if (variable) members.entries.set(name, { value: variable.value, range });
  }
}

/** What an enum or namespace of that name has already. */
function merged(name: string, scope: Scope): ObjectValue {
  const known = scope.variables.get(name)?.value;
  return isKind(known, "object") && !isPrimitive(known) ? known : newObject();
}

function exportedNames(body: ts.ModuleDeclaration["body"]): readonly string[] {
  if (!body) return [];
  if (ts.isModuleDeclaration(body)) return [body.name.text];
  if (!ts.isModuleBlock(body)) return [];
  return body.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (!ts.isVariableStatement(statement)) return declaredName(statement);
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  });
}

function declaredName(statement: ts.Statement): readonly string[] {
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}
