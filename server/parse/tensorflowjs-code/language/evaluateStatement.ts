/** Runs statements in order; each gives how it ended, as the language's own rules have it. */
import ts from "typescript";
import { defaultVariable, isDefault } from "../modules/exports.ts";
import { isModuleScript } from "../page/parsePage.ts";
import { bindName } from "./assignment.ts";
import { limits, spend } from "./budget.ts";
import { evaluateClass } from "./classes.ts";
import { evaluateEnum, evaluateNamespace } from "./declarations.ts";
import { evaluate, makeClosure, tooDeep } from "./evaluateExpression.ts";
import { rangeOf } from "./evaluation.ts";
import { evaluateTry } from "./exceptions.ts";
import { bindImports } from "./imports.ts";
import { evaluateLoop } from "./loops.ts";
import {
  blockScope,
  declareVariable,
  findVariable,
  hoistingScope,
  moduleScriptScope,
  type Scope,
} from "./scope.ts";
import { runUncertain } from "./uncertain.ts";
import { isKind, isUnknown, truthOf, type Value } from "./values.ts";

export type Completion =
  | { readonly kind: "normal" | "break" | "continue"; readonly label?: string }
  | { readonly kind: "return"; readonly value: Value }
  | { readonly kind: "throw"; readonly node: ts.Node; readonly value: Value };

export const normal: Completion = { kind: "normal" };

/** @throws BudgetUsedUp */
export function evaluateStatement(node: ts.Statement, scope: Scope): Completion {
  const { budget } = scope.evaluation;
  spend(budget, 1);
  if (budget.depth >= limits.depth) {
    tooDeep(node, scope);
    return normal;
  }
  budget.depth++;
  try {
    return evaluateNode(node, scope);
  } finally {
    budget.depth--;
  }
}

/** Statements of a block, file or case, functions first, since they can be called before their line. */
export function evaluateStatements(statements: readonly ts.Statement[], scope: Scope): Completion {
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement) || !statement.body) continue;
    if (statement.name) {
      const name = statement.name.text;
      declareVariable(scope, name, makeClosure(statement, scope, name));
    } else if (isDefault(statement))
      declareVariable(scope, defaultVariable, makeClosure(statement, scope, "default"));
  }
  for (const statement of statements) {
    const completion = evaluateStatement(statement, scope);
    if (completion.kind !== "normal") return completion;
  }
  return normal;
}

export function runFunctionBody(body: ts.Block, scope: Scope): Completion {
  return evaluateStatements(body.statements, scope);
}

export function evaluateDeclarations(list: ts.VariableDeclarationList, scope: Scope): void {
  const target = list.flags & ts.NodeFlags.BlockScoped ? scope : hoistingScope(scope);
  for (const declaration of list.declarations) {
    if (!declaration.initializer) {
      if (ts.isIdentifier(declaration.name) && !target.variables.has(declaration.name.text))
        declareVariable(target, declaration.name.text, undefined);
      continue;
    }
    const value = named(evaluate(declaration.initializer, scope), declaration.name);
    bindName(declaration.name, { value, range: rangeOf(scope.evaluation, declaration.initializer) }, target);
  }
}

function evaluateNode(node: ts.Statement, scope: Scope): Completion {
  if (ts.isExpressionStatement(node)) {
    evaluate(node.expression, scope);
    return normal;
  }
  if (ts.isVariableStatement(node)) {
    // What another file gives has no value here, which is not the same as `undefined`.
    const ambient = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
    if (!ambient) evaluateDeclarations(node.declarationList, scope);
    return normal;
  }
  if (ts.isReturnStatement(node))
    return { kind: "return", value: node.expression ? evaluate(node.expression, scope) : undefined };
  if (ts.isIfStatement(node)) return evaluateIf(node, scope);
  if (ts.isBlock(node))
    return evaluateStatements(
      node.statements,
      isModuleScript(node) ? moduleScriptScope(scope) : blockScope(scope),
    );
  if (ts.isIterationStatement(node, false)) return evaluateLoop(node, undefined, scope);
  if (ts.isSwitchStatement(node)) return evaluateSwitch(node, scope);
  if (ts.isTryStatement(node)) return evaluateTry(node, scope);
  if (ts.isThrowStatement(node)) return { kind: "throw", node, value: evaluate(node.expression, scope) };
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) {
    const kind = ts.isBreakStatement(node) ? "break" : "continue";
    return node.label ? { kind, label: node.label.text } : { kind };
  }
  if (ts.isLabeledStatement(node)) return evaluateLabeled(node, scope);
  if (ts.isClassDeclaration(node)) {
    declareVariable(scope, node.name?.text ?? defaultVariable, evaluateClass(node, scope));
  } else if (ts.isEnumDeclaration(node)) evaluateEnum(node, scope);
  else if (ts.isExportAssignment(node)) exportDefault(node, scope);
  else if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) bindImports(node, scope);
  else if (ts.isModuleDeclaration(node)) evaluateNamespace(node, scope);
  return normal;
}

/** `export default x`, and `export = x` of CommonJS written in TypeScript. */
function exportDefault(node: ts.ExportAssignment, scope: Scope): void {
  const value = evaluate(node.expression, scope);
  if (!node.isExportEquals) {
    declareVariable(scope, defaultVariable, value);
    return;
  }
  const module = findVariable(scope, "module")?.value;
  if (isKind(module, "object"))
    module.entries.set("exports", { value, range: rangeOf(scope.evaluation, node.expression) });
}

function evaluateIf(node: ts.IfStatement, scope: Scope): Completion {
  const truth = truthOf(evaluate(node.expression, scope));
  const branches = node.elseStatement ? [node.thenStatement, node.elseStatement] : [node.thenStatement];
  if (truth !== undefined) {
    const taken = branches[truth ? 0 : 1];
    return taken ? evaluateStatement(taken, blockScope(scope)) : normal;
  }
  const runs = branches.map((branch) => () => evaluateStatement(branch, blockScope(scope)));
  if (!node.elseStatement) runs.push(() => normal);
  return runUncertain(runs, { condition: node.expression, scope });
}

function evaluateSwitch(node: ts.SwitchStatement, scope: Scope): Completion {
  const subject = evaluate(node.expression, scope);
  const { clauses } = node.caseBlock;
  const inner = blockScope(scope);
  if (isUnknown(subject)) {
    const runs = clauses.map((_, index) => () => runClauses(clauses.slice(index), inner));
    return runUncertain(runs, { condition: node.expression, scope });
  }
  let start = -1;
  for (const [index, clause] of clauses.entries()) {
    if (ts.isDefaultClause(clause)) continue;
    if (evaluate(clause.expression, inner) === subject) {
      start = index;
      break;
    }
  }
  if (start < 0) start = clauses.findIndex(ts.isDefaultClause);
  return start < 0 ? normal : runClauses(clauses.slice(start), inner);
}

function runClauses(clauses: readonly ts.CaseOrDefaultClause[], scope: Scope): Completion {
  for (const clause of clauses) {
    const completion = evaluateStatements(clause.statements, scope);
    if (completion.kind === "break" && completion.label === undefined) return normal;
    if (completion.kind !== "normal") return completion;
  }
  return normal;
}

function evaluateLabeled(node: ts.LabeledStatement, scope: Scope): Completion {
  const label = node.label.text;
  const completion = ts.isIterationStatement(node.statement, false)
    ? evaluateLoop(node.statement, label, scope)
    : evaluateStatement(node.statement, scope);
  return completion.kind === "break" && completion.label === label ? normal : completion;
}

/** `const block = (x) => ...`: the function is called by its variable's name. */
function named(value: Value, name: ts.BindingName): Value {
  if (!ts.isIdentifier(name) || typeof value !== "object" || value === null) return value;
  return value.kind === "closure" && value.name === "" ? { ...value, name: name.text } : value;
}
