/** What a file exports, read off its statements: names of its own variables, and names it hands on from other files. */
import ts from "typescript";

export type Export =
  | { readonly kind: "own"; readonly variable: string }
  /** `export { a as b } from "./c"`; `*` for all of it as one object. */
  | { readonly kind: "from"; readonly specifier: string; readonly name: string; readonly node: ts.Node };

export interface ExportTable {
  readonly names: ReadonlyMap<string, Export>;
  /** `export * from`. */
  readonly stars: readonly { readonly specifier: string; readonly node: ts.Node }[];
}

/** Variable that stands for a default export without a name. */
export const defaultVariable = "*default*";

const tables = new WeakMap<ts.SourceFile, ExportTable>();

export function exportsOf(sourceFile: ts.SourceFile): ExportTable {
  const known = tables.get(sourceFile);
  if (known) return known;
  const names = new Map<string, Export>();
  const stars: ExportTable["stars"][number][] = [];
  for (const statement of sourceFile.statements) {
    if (ts.isExportDeclaration(statement)) readExportDeclaration(statement, names, stars);
    else if (ts.isExportAssignment(statement)) {
      if (!statement.isExportEquals) names.set("default", { kind: "own", variable: defaultVariable });
    } else if (isExported(statement)) {
      for (const name of declaredNames(statement)) names.set(name, { kind: "own", variable: name });
      if (isDefault(statement)) names.set("default", defaultOf(statement));
    }
  }
  const table = { names, stars };
  tables.set(sourceFile, table);
  return table;
}

/** Neither imports nor exports anything, so that its names may be those of a page. */
export function isScript({ statements }: ts.SourceFile): boolean {
  return !statements.some(
    (each) =>
      ts.isImportDeclaration(each) ||
      ts.isExportDeclaration(each) ||
      ts.isExportAssignment(each) ||
      isExported(each),
  );
}

export function isDefault(statement: ts.Statement): boolean {
  return hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
}

function readExportDeclaration(
  { exportClause, moduleSpecifier, isTypeOnly }: ts.ExportDeclaration,
  names: Map<string, Export>,
  stars: ExportTable["stars"][number][],
): void {
  if (isTypeOnly) return;
  const specifier =
    moduleSpecifier && ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : undefined;
  if (!exportClause) {
    if (specifier !== undefined && moduleSpecifier) stars.push({ specifier, node: moduleSpecifier });
  } else if (ts.isNamespaceExport(exportClause)) {
    if (specifier !== undefined)
      names.set(exportClause.name.text, { kind: "from", specifier, name: "*", node: exportClause });
  } else {
    for (const element of exportClause.elements) {
      if (element.isTypeOnly) continue;
      const own = (element.propertyName ?? element.name).text;
      names.set(
        element.name.text,
        specifier === undefined
          ? { kind: "own", variable: own }
          : { kind: "from", specifier, name: own, node: element },
      );
    }
  }
}

function defaultOf(statement: ts.Statement): Export {
  const named = (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name;
  return { kind: "own", variable: named ? named.text : defaultVariable };
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name && !isDefault(statement) ? [statement.name.text] : [];
  if (ts.isEnumDeclaration(statement) || ts.isImportEqualsDeclaration(statement))
    return [statement.name.text];
  return [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

function isExported(statement: ts.Statement): boolean {
  return hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

function hasModifier(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some((modifier) => modifier.kind === kind) ?? false)
  );
}
