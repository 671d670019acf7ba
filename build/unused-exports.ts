/**
 * Lists exports that nothing imports. An export used only by a test counts as used, and so does a type that
 * its own file uses (it is part of a signature); `@public` in its comment excuses the rest.
 *
 * Our own, since ts-unused-exports does not resolve `./room/index.ts` and reports every room's index. It can
 * be short because every import here is either a package or the exact relative path of a file.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** Started by a command or read by a tool, not imported. */
const entryPoints =
  /^(electron\/(main|preload|cli)|electron\/engine\/(engine-worker|sync\/run-worker)|renderer\/main|(build|tests)\/.*|[^/]+\.config|.*\.d)\.tsx?$/;

interface ExportedName {
  line: number;
  excused: boolean;
}

interface SourceFile {
  exports: Map<string, ExportedName>;
  /** Files of `export * from`. */
  stars: string[];
  /** What it imports: file and name, `*` for everything. */
  uses: [file: string, name: string][];
}

/** `sources`: text by path relative to the project, with slashes. Returns one line per problem. */
export function findUnusedExports(sources: ReadonlyMap<string, string>): string[] {
  const files = new Map([...sources].map(([file, text]) => [file, parse(file, text)]));
  const used = new Set(
    [...files.values()].flatMap(({ uses }) => uses.map(([file, name]) => `${file} ${name}`)),
  );
  const problems: string[] = [];
  for (const file of [...files.keys()].sort()) {
    if (entryPoints.test(file) || used.has(`${file} *`)) continue;
    for (const [name, { line, excused }] of exportsOf(file, files)) {
      if (excused || used.has(`${file} ${name}`)) continue;
      problems.push(`${file}:${line}: ${name} is exported and never imported`);
    }
  }
  return problems;
}

/** The names a file exports, those of `export *` included. */
function exportsOf(file: string, files: ReadonlyMap<string, SourceFile>, seen = new Set<string>()) {
  const names = new Map<string, ExportedName>();
  const source = files.get(file);
  if (!source || seen.has(file)) return names;
  seen.add(file);
  for (const star of source.stars) {
    for (const [name, { excused }] of exportsOf(star, files, seen)) names.set(name, { line: 1, excused });
  }
  for (const [name, exported] of source.exports) names.set(name, exported);
  return names;
}

function parse(file: string, text: string): SourceFile {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const result: SourceFile = { exports: new Map(), stars: [], uses: [] };
  const identifiers = new Map<string, number>();

  const target = (node: ts.Node | undefined): string | undefined =>
    node && ts.isStringLiteralLike(node) && node.text.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), node.text)
      : undefined;
  const use = (from: ts.Node | undefined, name: string) => {
    const used = target(from);
    if (used !== undefined) result.uses.push([used, name]);
  };
  const add = (name: string, node: ts.Node, isType = false) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    const isPublic = ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'public');
    const usedHere = isType && (identifiers.get(name) ?? 0) > 1;
    result.exports.set(name, { line: line + 1, excused: isPublic || usedHere });
  };

  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) identifiers.set(node.text, (identifiers.get(node.text) ?? 0) + 1);
    // import('./x.ts') as an expression and as a type, and new URL('./x.ts', import.meta.url) for a worker.
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      use(node.arguments[0], '*');
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) use(node.argument.literal, '*');
    if (ts.isNewExpression(node) && node.expression.getText() === 'URL') use(node.arguments?.[0], '*');
    ts.forEachChild(node, visit);
  };
  visit(tree);

  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement)) readImport(statement, use);
    else if (ts.isExportDeclaration(statement)) {
      const star = target(statement.moduleSpecifier);
      if (!statement.exportClause && star !== undefined) result.stars.push(star);
      readExport(statement, use, add);
    } else if (ts.isExportAssignment(statement)) add('default', statement);
    else if (ts.canHaveModifiers(statement)) readDeclaration(statement, add);
  }
  // What `export *` passes on is judged at the file that does so.
  for (const star of result.stars) result.uses.push([star, '*']);
  return result;
}

type Use = (from: ts.Node, name: string) => void;
type Add = (name: string, node: ts.Node, isType?: boolean) => void;

function readImport(statement: ts.ImportDeclaration, use: Use): void {
  const bindings = statement.importClause?.namedBindings;
  if (statement.importClause?.name) use(statement.moduleSpecifier, 'default');
  if (bindings && ts.isNamespaceImport(bindings)) use(statement.moduleSpecifier, '*');
  if (bindings && ts.isNamedImports(bindings)) {
    for (const { propertyName, name } of bindings.elements)
      use(statement.moduleSpecifier, (propertyName ?? name).text);
  }
}

function readExport(statement: ts.ExportDeclaration, use: Use, add: Add): void {
  const { exportClause, moduleSpecifier } = statement;
  if (!exportClause) return;
  if (ts.isNamespaceExport(exportClause)) {
    add(exportClause.name.text, exportClause);
    if (moduleSpecifier) use(moduleSpecifier, '*');
    return;
  }
  for (const element of exportClause.elements) {
    add(element.name.text, element);
    if (moduleSpecifier) use(moduleSpecifier, (element.propertyName ?? element.name).text);
  }
}

function readDeclaration(statement: ts.Statement & ts.HasModifiers, add: Add): void {
  const modifiers = ts.getModifiers(statement)?.map(({ kind }) => kind) ?? [];
  if (!modifiers.includes(ts.SyntaxKind.ExportKeyword)) return;
  if (modifiers.includes(ts.SyntaxKind.DefaultKeyword)) add('default', statement);
  else if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) {
      for (const each of ts.isIdentifier(name) ? [name] : name.elements) {
        if (!ts.isOmittedExpression(each))
          add((ts.isBindingElement(each) ? each.name : each).getText(), statement);
      }
    }
  } else {
    const { name } = statement as ts.Statement & { name?: ts.Identifier };
    if (name)
      add(name.text, statement, ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement));
  }
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const root = path.dirname(import.meta.dirname);
  const files = globSync(['{electron,shared,renderer,build,tests}/**/*.{ts,tsx}', '*.ts'], { cwd: root });
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const problems = findUnusedExports(new Map(files.map((file) => [file.replaceAll('\\', '/'), read(file)])));
  process.stdout.write([...problems, `${files.length} files, ${problems.length} problems`].join('\n') + '\n');
  process.exitCode = problems.length > 0 || files.length === 0 ? 1 : 0;
}
