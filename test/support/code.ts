import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { REPOSITORY } from './repository.js';

export interface Import {
  readonly specifier: string;
  /** Erased from the output: `import type`, `export type`, `import('x').T`. */
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface CodeFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Names, strings and template texts: the code without its comments. */
  readonly words: readonly { readonly text: string; readonly line: number }[];
}

export interface Package {
  /** Short name: `facts`, `rules`. */
  readonly name: string;
  readonly folder: string;
  readonly manifest: { readonly name: string; readonly dependencies?: Record<string, string>; readonly peerDependencies?: Record<string, string>; readonly optionalDependencies?: Record<string, string> };
  readonly files: readonly CodeFile[];
}

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.assay-cache', 'coverage']);

/** Every file below a folder of the repository that is not made by a command, sorted, relative to the repository. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() && !entry.name.endsWith('.tsbuildinfo') ? [path] : [];
    })
    .sort();
}

export function readPackages(): Package[] {
  const folders = readdirSync(join(REPOSITORY, 'packages')).filter((name) => existsSync(join(REPOSITORY, 'packages', name, 'package.json'))).sort();
  return [...folders.map((name) => readPackage(name, `packages/${name}`, `packages/${name}/src`)), readPackage('rules', 'rules', 'rules')];
}

function readPackage(name: string, folder: string, source: string): Package {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as Package['manifest'];
  return { name, folder, manifest, files: filesBelow(source).filter((path) => path.endsWith('.ts')).map(readCode) };
}

export function readCode(path: string): CodeFile {
  return parseCode(path, readFileSync(join(REPOSITORY, path), 'utf8'));
}

export function parseCode(path: string, text: string): CodeFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const words: { text: string; line: number }[] = [];
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) imports.push({ ...found, line: lineOf(node) });
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isRegularExpressionLiteral(node)) {
      words.push({ text: node.text, line: lineOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, text, imports, words };
}

function importOf(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportEqualsDeclaration(node)) return ts.isExternalModuleReference(node.moduleReference) ? literal(node.moduleReference.expression, node.isTypeOnly) : undefined;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal, true) : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === 'require');
  return loads ? literal(node.arguments[0], false) : undefined;
}

function literal(node: ts.Node | undefined, typeOnly: boolean): Omit<Import, 'line'> | undefined {
  return node && ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : undefined;
}

/** The package of a specifier; undefined for a file of the same package. Node's own modules are `node:<name>`, with or without the prefix. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('#')) return undefined;
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The file that a relative specifier names (`./x.js` is `./x.ts`). */
export function targetOf(file: CodeFile, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file.path.split(sep).join('/')), specifier)).replace(/\.js$/, '.ts');
}

/** One cycle of files, or undefined. A type may point back: it is erased. */
export function findCycle(files: readonly CodeFile[]): string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    const at = trail.indexOf(path);
    if (at >= 0) return [...trail.slice(at), path];
    const file = byPath.get(path);
    if (!file || done.has(path)) return undefined;
    for (const { specifier } of file.imports.filter((one) => one.specifier.startsWith('.') && !one.typeOnly)) {
      const cycle = visit(targetOf(file, specifier), [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file.path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
