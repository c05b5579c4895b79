import { walk, walkExpr, type ChainStep, type Env, type Expr, type FileFacts, type FunctionValue, type Linked, type Stmt, type Value } from '@assay/contract';
import { optionsOf } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { stepOf } from './fields.js';
import { FIELD_CONFIG, WRAPPED } from './names.js';

/** https://the-guild.dev/graphql/tools/docs/schema-directives#mapschema */
const PACKAGES: ReadonlySet<string> = new Set(['@graphql-tools/utils', 'graphql-tools']);

/** Fields that a mapper of this kind is given: those of one operation, of all, or of every object. */
const KINDS: ReadonlyMap<string, ReadonlySet<string> | 'all'> = new Map<string, ReadonlySet<string> | 'all'>([
  ['FIELD', 'all'], ['COMPOSITE_FIELD', 'all'], ['OBJECT_FIELD', 'all'], ['ROOT_FIELD', new Set(['Query', 'Mutation', 'Subscription'])],
  ['QUERY_ROOT_FIELD', new Set(['Query'])], ['MUTATION_ROOT_FIELD', new Set(['Mutation'])], ['SUBSCRIPTION_ROOT_FIELD', new Set(['Subscription'])],
]);

/** Where a mapper puts a resolver: on fields that have the directive that it asks for, on those that have not, or on every one. */
type Reach = 'with' | 'without' | 'every';

/** A function that `mapSchema(schema, { [MapperKind.OBJECT_FIELD]: (field) => .. })` puts in the place of fields' own resolvers. */
export interface Replacement {
  readonly types: ReadonlySet<string> | 'all';
  readonly value: FunctionValue;
  readonly reach: Reach;
  /** The directives that the mapper asks for; `*` is one whose name is not known. */
  readonly directives: readonly string[];
  /** It depends on something else of the field. */
  readonly conditional: boolean;
}

const known = new WeakMap<Linked, readonly Replacement[]>();

/** The steps that mappers put before a field whatever it is marked with, unless what it is marked with takes it out. */
export function mapperSteps(type: string, written: readonly string[], project: Linked): readonly ChainStep[] {
  return replacements(project).flatMap(({ types, value, reach, directives, conditional }) => {
    const isAsked = directives.some((name) => (name === '*' ? written.length > 0 : written.includes(name)));
    if (reach === 'with' || (reach === 'without' && isAsked) || !(types === 'all' || types.has(type))) return [];
    const step = stepOf(value, WRAPPED, project);
    return [{ ...step, label: 'mapSchema', ...(conditional ? { conditional: step.at } : {}) }];
  });
}

/** Does a mapper put this function in a resolver's place? Which fields it is for is known then. */
export function isMapped(value: Value, project: Linked): boolean {
  return value.kind === 'function' && replacements(project).some((one) => one.value.id === value.id && one.value.file === value.file);
}

export function replacements(project: Linked): readonly Replacement[] {
  const before = known.get(project);
  if (before) return before;
  const found: Replacement[] = [];
  known.set(project, found);
  for (const call of libraryCalls(PACKAGES, project)) {
    const mappers = call.path.endsWith('mapSchema()') ? project.argument(call, 1) : undefined;
    if (mappers?.kind !== 'object') continue;
    for (const member of mappers.node.members) {
      if (member.kind !== 'computed') continue;
      const kind = member.key.kind === 'member' ? KINDS.get(member.key.name) : undefined;
      const mapper = project.evaluate(member.value, mappers.env);
      if (kind && mapper.kind === 'function') found.push(...replacementsIn(mapper, kind, project));
    }
  }
  return found;
}

function replacementsIn(mapper: FunctionValue, types: Replacement['types'], project: Linked): readonly Replacement[] {
  const env = project.activate(mapper, [{ value: project.role(FIELD_CONFIG), labels: 0 }]);
  const directives = directivesAsked(mapper, env, project);
  return resolversSet(mapper).flatMap((expr) => {
    const place = placeOf(expr, mapper.fn.body, mapper.file);
    const functions = place ? optionsOf(project.evaluate(expr, env)).filter((value) => value.kind === 'function') : [];
    return functions.map((value) => ({ types, value, directives, reach: place?.reach ?? 'every', conditional: place?.conditional === true }));
  });
}

/** `field.resolve = ..`, and `return { ...field, resolve: .. }`. */
function resolversSet({ file, fn, id }: FunctionValue): readonly Expr[] {
  const assigned = file.writes.filter((write) => write.fn === id && write.name === 'resolve').map(({ value }) => value);
  const returned = [...walk(fn)].flatMap((expr) => (expr.kind !== 'object' || !expr.members.some(({ kind }) => kind === 'spread') ? []
    : expr.members.flatMap((member) => (member.kind === 'property' && member.key === 'resolve' ? [member.value] : []))));
  return [...assigned, ...returned];
}

function directivesAsked({ file, fn }: FunctionValue, env: Env, project: Linked): readonly string[] {
  return [...walk(fn)].flatMap((expr) => {
    const name = isAsking(expr, file) && expr.kind === 'call' ? expr.args[2] : undefined;
    return name ? optionsOf(project.evaluate(name, env)).map((value) => project.text(value) ?? '*') : isAsking(expr, file) ? ['*'] : [];
  });
}

/** `getDirective(schema, field, 'open')` */
function isAsking(expr: Expr, file: FileFacts): boolean {
  return expr.kind === 'call' && expr.callee.kind === 'name' && /^getDirectives?$/.test(file.bindings[expr.callee.binding]?.name ?? '');
}

interface Place { readonly reach: Reach; readonly conditional: boolean }

/** Where in the mapper's statements an expression stands, seen from the question for a directive. */
function placeOf(expr: Expr, body: readonly Stmt[], file: FileFacts, from: Place = { reach: 'every', conditional: false }): Place | undefined {
  let place = from;
  for (const statement of body) {
    const holds = statement.at[0] <= expr.at[0] && expr.at[1] <= statement.at[1];
    if (statement.kind !== 'if') {
      if (holds) return place;
      continue;
    }
    const there = saysThere(statement.test, file);
    const inThen: Place = there === undefined ? { ...place, conditional: true } : { ...place, reach: there ? 'with' : 'without' };
    const inElse: Place = there === undefined ? inThen : { ...place, reach: there ? 'without' : 'with' };
    if (holds) return placeOf(expr, statement.then, file, inThen) ?? placeOf(expr, statement.else, file, inElse);
    if (statement.else.length === 0 && endsWithReturn(statement.then)) place = inElse;
  }
  return undefined;
}

function endsWithReturn(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  return last?.kind === 'return' || last?.kind === 'throw';
}

/** The truth that a condition has where the directive is there; undefined where it asks for something else. */
function saysThere(test: Expr, file: FileFacts): boolean | undefined {
  if (test.kind === 'unary' && test.op === '!') {
    const inner = saysThere(test.value, file);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind !== 'name' && test.kind !== 'call' && test.kind !== 'index') return undefined;
  return isAbout(test, file) ? true : undefined;
}

/** Names of names that are followed. */
const MOST_NAMES = 3;

function isAbout(expr: Expr, file: FileFacts, depth = 0): boolean {
  return walkExpr(expr).some((part) => {
    const binding = part.kind === 'name' ? file.bindings[part.binding] : undefined;
    return isAsking(part, file) || (depth < MOST_NAMES && binding?.kind === 'const' && binding.init !== undefined && isAbout(binding.init, file, depth + 1));
  });
}
