/** Changes of what things are called: other names, constants written in place, literals that get a name. */
import ts from "typescript";
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import { type Edit, pick, replace, type SourceProgram, textOf } from "./sourceProgram.ts";
import { literals } from "./valueChanges.ts";

/** Of a variable or function whose name stands for nothing else in the file. */
export function rename(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const declared = program.nodes.flatMap((node) =>
    (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isParameter(node)) &&
    node.name &&
    ts.isIdentifier(node.name)
      ? [node.name.text]
      : [],
  );
  const name = pick(declared, random);
  if (name === undefined || new RegExp(`// run:.*\\b${name}\\b`).test(program.text)) return undefined;
  const uses = program.nodes.filter(
    (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === name,
  );
  const plain = uses.every(({ parent }) => !isOtherUse(parent));
  const members = uses.some((use) => isMemberName(use));
  if (!plain || members) return undefined;
  return uses.map((use) => replace(program, use, `${name}Renamed`));
}

export function inlinedConstant(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const constants = program.nodes.filter(
    (node): node is ts.VariableDeclaration & { name: ts.Identifier; initializer: ts.Expression } =>
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.initializer !== undefined &&
      (ts.isNumericLiteral(node.initializer) || ts.isStringLiteral(node.initializer)) &&
      (node.parent.flags & ts.NodeFlags.Const) !== 0,
  );
  const constant = pick(constants, random);
  if (!constant) return undefined;
  const { text } = constant.name;
  if (constants.filter(({ name }) => name.text === text).length > 1) return undefined;
  const uses = program.nodes.filter(
    (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === text && node !== constant.name,
  );
  if (
    uses.some(
      (use) =>
        isOtherUse(use.parent) ||
        isMemberName(use) ||
        (ts.isVariableDeclaration(use.parent) && use.parent.name === use) ||
        ts.isParameter(use.parent),
    )
  )
    return undefined;
  return uses.map((use) => replace(program, use, `(${textOf(program, constant.initializer)})`));
}

export function extractedLiteral(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const literal = pick(literals(program), random);
  const first = program.file.statements.find((statement) => !ts.isImportDeclaration(statement));
  if (!literal || !first) return undefined;
  const name = `extracted${program.text.length}`;
  const start = first.getStart(program.file);
  return [
    replace(program, literal, name),
    { start, end: start, text: `const ${name} = ${textOf(program, literal)};\n` },
  ];
}

function isOtherUse(parent: ts.Node): boolean {
  return (
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isBindingElement(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isParameterPropertyDeclaration(parent, parent.parent) ||
    ts.isJsxOpeningLikeElement(parent) ||
    ts.isJsxClosingElement(parent) ||
    ts.isJsxAttribute(parent) ||
    ts.isModuleDeclaration(parent) ||
    ((ts.isFunctionDeclaration(parent) || ts.isVariableDeclaration(parent)) && isExported(parent))
  );
}

function isExported(node: ts.FunctionDeclaration | ts.VariableDeclaration): boolean {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0 || holder === node.parent;
}

function isMemberName(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === name) ||
    ((ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) && parent.name === name)
  );
}
