import type { ExportFact, Expr, FileFacts, Value } from '@assay/contract';
import type { Link } from './link.js';
import type { ProjectIndex } from './project-index.js';
import { moduleOf, rootPath, stepOf, UNDEFINED, unionOf, unknownOf } from './values.js';

/**
 * What `import name from specifier` (or `require`, with name '=') gives in this file: a value of the project, a path into a library, or
 * `unknown(unresolved-import)`.
 */
export function importedValue(file: FileFacts, specifier: string, name: string, link: Link): Value {
  const resolved = link.index.resolve(file.path, specifier);
  if (resolved.kind === 'package') return fromPackage(resolved.subpath === '' ? resolved.name : `${resolved.name}/${resolved.subpath}`, name);
  const target = resolved.kind === 'file' ? link.index.file(resolved.path) : undefined;
  if (!target) return generated(specifier, name, link);
  if (name === '=') return required(target, link);
  return link.exported(target.path, name);
}

/** The expression that another file of the project exports under the name that is imported here, where it exports it itself. */
export function importedExpr({ specifier, name }: { readonly specifier: string; readonly name: string }, file: FileFacts, index: ProjectIndex): { readonly file: FileFacts; readonly expr: Expr } | undefined {
  const resolved = index.resolve(file.path, specifier);
  const target = resolved.kind === 'file' ? index.file(resolved.path) : undefined;
  const expr = (target && index.exportsAs(target, name)[0])?.value;
  return target && expr && { file: target, expr };
}

function fromPackage(name: string, member: string): Value {
  const root = rootPath(name);
  return member === '*' || member === '=' ? root : stepOf(root, member);
}

/** A module that is not there, or was left out as generated code: what a tool writes there may be known. */
function generated(specifier: string, name: string, link: Link): Value {
  const stands = link.generatedFor(specifier);
  return stands === undefined ? unknownOf('unresolved-import') : fromPackage(stands, name);
}

/** `require('./x')`: what `module.exports` was set to, or the module with its named exports. */
function required(target: FileFacts, link: Link): Value {
  const whole = link.index.exportsAs(target, '=');
  const values = whole.flatMap((entry) => (entry.value ? [link.evaluate(entry.value, link.envOf(target, 0))] : []));
  const solid = values.filter((value) => value.kind !== 'module' || value.file !== target);
  return solid.length === 0 ? moduleOf(target) : unionOf(solid);
}

/** The value of an exported name. `=` exports answer for `default` and, through their members, for every name. */
export function exportedValue(path: string, name: string, link: Link, seen: ReadonlySet<string>): Value {
  const file = link.index.file(path);
  if (!file || (seen.size > 0 && seen.has(`${path}#${name}`))) return unknownOf('unresolved-import');
  if (name === '*') return moduleOf(file);
  const next = (): ReadonlySet<string> => new Set([...seen, `${path}#${name}`]);
  const own = link.index.exportsAs(file, name);
  const values = own.flatMap((entry) => {
    if (entry.value) return [link.evaluate(entry.value, link.envOf(file, 0))];
    return entry.from ? [reexported(file, entry.from.specifier, entry.from.name, link, next())] : [];
  });
  if (values.length > 0) return unionOf(values);
  if (link.index.exportsAs(file, '=').length > 0) {
    const value = required(file, link);
    return name === 'default' || value.kind === 'module' ? value : link.member(value, name);
  }
  // A package has every name: what files of the project export comes first.
  const stars = link.index.exportsAs(file, '*').filter((entry) => entry.from).sort((a, b) => Number(isPackage(file, a, link)) - Number(isPackage(file, b, link)));
  // A value that is not known is one: the name is there.
  let open: Value | undefined;
  for (const entry of stars) {
    if (!entry.from) continue;
    const found = reexported(file, entry.from.specifier, name, link, next());
    if (found.kind === 'unknown') open ??= found;
    else if (found.kind !== 'const' || found.value !== undefined) return found;
  }
  if (open && name !== 'default') return open;
  const isCommonJs = file.imports.some((fact) => fact.kind === 'require') || file.exports.length > 0;
  if (name === 'default') return isCommonJs && link.index.exportsAs(file, 'default').length === 0 ? moduleOf(file) : UNDEFINED;
  return UNDEFINED;
}

function isPackage(file: FileFacts, entry: ExportFact, link: Link): boolean {
  return entry.from !== undefined && link.index.resolve(file.path, entry.from.specifier).kind === 'package';
}

function reexported(file: FileFacts, specifier: string, name: string, link: Link, seen: ReadonlySet<string>): Value {
  const resolved = link.index.resolve(file.path, specifier);
  if (resolved.kind === 'file') return name === '*' ? link.exported(resolved.path, '*') : exportedValue(resolved.path, name, link, seen);
  return importedValue(file, specifier, name, link);
}

/** The names that a module exports, also those of the project's modules that it exports whole; without `default`. */
export function exportedNames(file: FileFacts, link: Link, seen: ReadonlySet<FileFacts> = new Set([file])): readonly string[] {
  const names = file.exports.flatMap((entry) => {
    if (entry.name !== '*') return entry.name === '=' || entry.name === 'default' ? [] : [entry.name];
    const resolved = entry.from && link.index.resolve(file.path, entry.from.specifier);
    const target = resolved?.kind === 'file' ? link.index.file(resolved.path) : undefined;
    return target && !seen.has(target) ? exportedNames(target, link, new Set([...seen, target])) : [];
  });
  return [...new Set(names)];
}
