import { walk, type ChainStep, type FileFacts, type Linked, type Protocol, type Value } from '@assay/contract';
import { optionsOf } from '../nest/values.js';
import { stepOf } from './fields.js';
import { isPolicyDirective } from './mercurius-auth.js';
import { RESOLVER, WRAPPED } from './names.js';
import { isMapped, mapperSteps, replacements } from './schema-mappers.js';
import { schemaOf } from './sdl.js';

/** Directives of the language, of federation and of libraries that limit or describe: they turn no caller away. */
const PLAIN: ReadonlySet<string> = new Set(('deprecated specifiedBy oneOf skip include key external requires provides extends shareable inaccessible override tag link composeDirective interfaceObject cost listSize '
  + 'complexity constraint cacheControl rateLimit length lower upper date computed relation connection stream defer live mock examples goModel goField semanticNonNull').split(' '));

/** What a directive does with a field: the functions that replace its resolver. `*` are those of code that names no directive. */
type Transformers = ReadonlyMap<string, readonly Transformer[]>;

interface Transformer { readonly value: Value; readonly protocol: Protocol }

const known = new WeakMap<Linked, Transformers>();

/** The steps that directives, and code that maps the whole schema, put before a field; a directive whose code is not found may do anything. */
export function directiveSteps(type: string, field: string, project: Linked): readonly ChainStep[] {
  const declared = schemaOf(project).field(type, field);
  const directives = declared?.directives ?? [];
  const marked = directives.map((written) => written.split('(')[0] ?? '').filter((name) => !PLAIN.has(name));
  const own = directives.flatMap((written) => {
    const [name = ''] = written.split('(');
    if (PLAIN.has(name) || isPolicyDirective(name, project)) return [];
    const found = transformers(project);
    const functions = found.get(name) ?? found.get('*') ?? [];
    if (functions.length === 0) return [{ ...stepOf({ kind: 'unknown', key: '?', reason: 'external-wrapper' }, RESOLVER, project), label: `@${written}` }];
    return functions.map(({ value, protocol }) => ({ ...stepOf(value, protocol, project), label: `@${written}` }));
  });
  return [...own, ...mapperSteps(type, marked, project)];
}

/** Code that puts a function of its own in the place of a field's resolver: `fieldConfig.resolve = async (..) => ..` in a schema transformer or a visitor. */
function transformers(project: Linked): Transformers {
  const before = known.get(project);
  if (before) return before;
  const found = new Map<string, readonly Transformer[]>();
  known.set(project, found);
  const add = (name: string, value: Value, protocol: Protocol): unknown => found.set(name, [...(found.get(name) ?? []), { value, protocol }]);
  for (const { reach, directives, value } of replacements(project)) if (reach === 'with') for (const name of directives) add(name, value, WRAPPED);
  for (const file of project.files) {
    const functions = file.writes.filter((write) => write.name === 'resolve').flatMap((write) => optionsOf(project.evaluate(write.value, project.envOf(file, write.fn))).filter((value) => value.kind === 'function' && !isMapped(value, project)));
    if (functions.length === 0) continue;
    for (const name of directiveNames(file, project)) for (const value of functions) add(name, value, RESOLVER);
  }
  return found;
}

/** `getDirective(schema, fieldConfig, 'auth')` */
function directiveNames(file: FileFacts, project: Linked): readonly string[] {
  const names = file.functions.flatMap((fn, id) => [...walk(fn)].flatMap((expr) => {
    if (expr.kind !== 'call' || expr.callee.kind !== 'name' || !/^getDirectives?$/.test(file.bindings[expr.callee.binding]?.name ?? '')) return [];
    const asked = expr.args[2];
    return asked ? optionsOf(project.evaluate(asked, project.envOf(file, id))).map((value) => project.text(value) ?? '*') : [];
  }));
  return names.length > 0 ? [...new Set(names)] : ['*'];
}
