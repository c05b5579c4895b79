// The one reader of the tables that all data adapters consist of: longer than an adapter, so that each of them is data alone.
import type { AccessConcept, AccessOp, ApiModel, Concept, Linked, PathValue, TypeExpr, Value } from '@assay/contract';

/**
 * What a library's values are and what their members do, state by state. A key lists steps (`getRepository()`, `manager`, `[]`);
 * `*` stands for any member and `*()` for any call that the state does not name. The state `start` is entered with up to three
 * steps at once (`Knex.Transaction.new()`). An entry is the state that the step makes, and is inert by that, or a `Use`.
 */
export type Shapes = Readonly<Record<string, Readonly<Record<string, string | Use>>>>;

export interface Use {
  readonly is: Meaning;
  /** The state of the result. */
  readonly to?: string;
}

export type Meaning = Concept | ((site: Site, project: Linked) => Concept | undefined);

export interface Place {
  readonly name: string;
  readonly called: boolean;
  /** The path up to and with this step (its call, when it is called). */
  readonly path: PathValue;
  readonly state: string;
  readonly is: Meaning;
}

/** A call on a value of the library. Its members are read one by one: it is no plain object. */
export interface Site {
  readonly path: PathValue;
  readonly method: string;
  /** State of the receiver; `start` for a function that the package exports. */
  readonly on: string;
  /** The steps before the call, each with what it made. */
  readonly trail: readonly Place[];
}

export interface Library {
  readonly packages: readonly string[];
  readonly shapes: Shapes;
  /** States whose value executes: the last of them on the path is the handle. */
  readonly handles: readonly string[];
  readonly table?: (site: Site, project: Linked) => string | undefined;
  /** Bulk idioms by operation; `{table}` is filled in. */
  readonly bulk?: Partial<Record<AccessOp, string>>;
  /** `TransactionHost<..>` of @nestjs-cls/transactional is this library's when its adapter's name has this in it. */
  readonly host?: string;
}

export const inert = { kind: 'inert' } as const satisfies Concept;
export const nestHost = '@nestjs-cls/transactional';

/** An access that runs at the call. */
export function at(op: AccessOp, details: Partial<AccessConcept> = {}, to?: string): Use {
  return { is: { kind: 'access', op, executes: 'call', ...details }, to };
}

/** An access that runs when it is awaited. */
export function lazy(op: AccessOp, details: Partial<AccessConcept> = {}, to?: string): Use {
  return at(op, { executes: 'await', ...details }, to);
}

/**
 * A further step of a lazy query: the access is the one that the chain began with. Steps named in `runs` run it at the call; the argument
 * of the step `handle` is what it executes on.
 */
export function begun(runs: string, handle?: string): Meaning {
  return (site, project) => {
    const index = site.trail.findLastIndex((place) => place.called && typeof place.is !== 'function' && place.is.kind === 'access');
    const source = site.trail[index];
    if (!source || typeof source.is === 'function' || source.is.kind !== 'access') return inert;
    const steps = [...site.trail.slice(index + 1), { name: site.method, path: site.path }];
    const moved = steps.findLast((step) => step.name === handle);
    const executes = steps.some((step) => runs.split(' ').includes(step.name)) ? 'call' : source.is.executes;
    return { ...source.is, where: undefined, data: undefined, executes, ...(moved ? { handle: pathOf(project.argument(moved.path, 0)) } : {}) };
  };
}

/** A handle that was passed; of one that is not decidable nothing is known. */
export function pathOf(value: Value | undefined): PathValue | undefined {
  return value?.kind === 'path' ? value : undefined;
}

/** The rows of a library that is described by its shapes. */
export function rows(library: Library): readonly ApiModel[] {
  const states = new Map(Object.entries(library.shapes).map(([state, table]) => [state, expand(table)]));
  const package_ = library.host === undefined ? library.packages : [...library.packages, nestHost];
  return [{ package: package_, path: '**', is: (path, project) => classify(library, states, path, project) }];
}

function classify(library: Library, states: States, path: PathValue, project: Linked): Concept | undefined {
  const steps = stepsOf(path);
  // The steps of a promise at its end lead nowhere among the shapes.
  const settled = steps.findLastIndex((step) => !step.called || !promiseMethods.has(step.name)) + 1;
  const found = locate(states, steps, settled);
  if (path.root === nestHost && !typeName(steps[1]?.path.typeArgs?.[0]?.type)?.includes(library.host ?? '')) return undefined;
  const concept = typeof found?.is === 'function' ? found.is(found.site, project) : found?.is;
  if (!found || !concept) return overResults(steps, path, project) ? inert : undefined;
  const chained = settled < steps.length;
  if (concept.kind !== 'access') return chained ? inert : concept;
  // Calling `then` runs a lazy query; an eager one has run by itself.
  if (chained && concept.executes === 'call') return inert;
  const access = complete(library, found.site, concept, project);
  return chained ? { ...access, executes: 'call', where: undefined, data: undefined } : access;
}

function complete(library: Library, site: Site, access: AccessConcept, project: Linked): AccessConcept {
  const table = access.table ?? (access.sql === undefined ? library.table?.(site, project) : undefined);
  const form = library.bulk?.[access.op];
  const strict = [site.method, ...site.trail.filter(({ called }) => called).map(({ name }) => name)].some((name) => FAILS.test(name));
  return { ...access, table, handle: 'handle' in access ? access.handle : handleOf(library, site), bulkForm: form?.replaceAll('{table}', table ?? 'model'), ...(strict ? { absent: 'throws' } : {}) };
}

/** What libraries call a look-up that fails where it finds nothing: `findOneOrFail()`, `.orFail()`, `.throwIfNotFound()`. */
const FAILS = /(?:OrFail|OrThrow)$|^orFail$|^throwIfNotFound$/;

/**
 * A plain member (`queryRunner.manager`) executes on what it belongs to. A repository or a model that nothing was seen to make is its
 * own handle. An access that says `handle: undefined` runs on one it cannot see.
 */
function handleOf(library: Library, site: Site): PathValue | undefined {
  const made = site.trail.findLast((place) => library.handles.includes(place.state) && (place.called || handed.has(place.name)));
  return (made ?? site.trail[0])?.path;
}

/** What the steps of a state make: those that are called apart from plain members, so that no text is made of a step to look it up; several at once by their whole text. */
interface Table {
  readonly called: ReadonlyMap<string, Use>;
  readonly plain: ReadonlyMap<string, Use>;
}

type States = ReadonlyMap<string, Table>;

function expand(table: Readonly<Record<string, string | Use>>): Table {
  const called = new Map<string, Use>();
  const plain = new Map<string, Use>();
  for (const [keys, entry] of Object.entries(table)) {
    const use = typeof entry === 'string' ? { is: inert, to: entry } : entry;
    for (const key of keys.split(/\s+/)) {
      if (key.endsWith('()')) called.set(key.slice(0, -2), use);
      else if (key !== '') plain.set(key, use);
    }
  }
  return { called, plain };
}

type Step = Omit<Place, 'state' | 'is'>;

/** Steps that stand for the handle which a callback is given. */
const handed: ReadonlySet<string> = new Set(['tx', 'lent']);

/** A call belongs to the name before it, except after a handed handle, which is a value of its own. */
function stepsOf(path: PathValue): readonly Step[] {
  const steps: Step[] = [];
  addSteps(path, steps);
  return steps;
}

function addSteps(path: PathValue, steps: Step[]): void {
  if (path.step === undefined) return;
  if (path.parent) addSteps(path.parent, steps);
  const before = steps.at(-1);
  if (path.step === 'new()') steps.push({ name: 'new', called: true, path });
  else if (path.step !== '()') steps.push({ name: path.step, called: false, path });
  else if (!before || before.called || handed.has(before.name) || before.name === '[]') steps.push({ name: '', called: true, path });
  else steps[steps.length - 1] = { name: before.name, called: true, path };
}

function textOf(step: Step): string {
  return step.called ? `${step.name}()` : step.name;
}

/** A step that was taken: where it led, and how many steps it consists of. */
interface Taken { readonly use: Use; readonly end: number }

/** Where the first steps of a path lead, if they end in a call. */
function locate(states: States, steps: readonly Step[], length: number): { readonly site: Site; readonly is: Meaning } | undefined {
  const taken: Taken[] = [];
  let on = 'start';
  for (let i = 0; i < length; ) {
    const entered = enter(states, on, steps, i, length);
    const step = entered && steps[entered.end - 1];
    if (!entered || !step) return undefined;
    i = entered.end;
    if (i === length) return step.called ? { site: new Call(step.path, step.name, on, steps, taken), is: entered.use.is } : undefined;
    if (!entered.use.to) return undefined;
    on = entered.use.to;
    taken.push(entered);
  }
  return undefined;
}

/** Most calls are told by their state alone: the steps before them are put together when somebody asks. */
class Call implements Site {
  private places: readonly Place[] | undefined;

  constructor(readonly path: PathValue, readonly method: string, readonly on: string, private readonly steps: readonly Step[], private readonly taken: readonly Taken[]) {}

  get trail(): readonly Place[] {
    return (this.places ??= this.taken.flatMap(({ use, end }) => {
      const step = this.steps[end - 1];
      return step ? [{ name: step.name, called: step.called, path: step.path, state: use.to ?? '', is: use.is }] : [];
    }));
  }
}

function enter(states: States, on: string, steps: readonly Step[], i: number, length: number): Taken | undefined {
  const table = states.get(on);
  const step = steps[i];
  if (!table || !step) return undefined;
  for (let count = on === 'start' ? Math.min(3, length - i) : 0; count > 1; count--) {
    const text = steps.slice(i, i + count).map(textOf).join('.');
    const use = text.endsWith('()') ? table.called.get(text.slice(0, -2)) : table.plain.get(text);
    if (use) return { use, end: i + count };
  }
  const kind = step.called ? table.called : table.plain;
  const use = kind.get(step.name) ?? (step.name !== '' && step.name !== '[]' ? kind.get('*') : undefined);
  return use && { use, end: i + 1 };
}

const promiseMethods = new Set(['then', 'catch', 'finally']);
const arrayMethods = new Set(['find', 'findIndex', 'findLast', 'filter', 'map', 'flatMap', 'some', 'every', 'reduce', 'forEach', 'sort']);

/** Array methods over what a query answered. */
function overResults(steps: readonly Step[], path: PathValue, project: Linked): boolean {
  const last = steps.at(-1);
  return last !== undefined && last.called && arrayMethods.has(last.name) && steps.some((step) => step.called && step !== last)
    && isFunction(project.argument(path, 0));
}

/** Is it written right behind the call before it, so that nothing was awaited in between? */
export function continues(path: PathValue): boolean {
  const node = path.call?.node;
  let object = node?.kind === 'call' && node.callee.kind === 'member' ? node.callee.object : undefined;
  while (object?.kind === 'cast') object = object.value;
  return object?.kind === 'call';
}

/** A function of the project or a value declared as one; of several values one is enough. */
export function isFunction(value: Value | undefined): boolean {
  if (value?.kind === 'union') return value.options.some(isFunction);
  return value?.kind === 'function' || (value?.kind === 'typed' && value.type.kind === 'function');
}

/** A literal array, or a collection of which the element is known. */
export function isCollection(value: Value | undefined): boolean {
  return value?.kind === 'array' || value?.kind === 'list';
}

/** `transaction(callback)` and `transaction(options, callback)`; without a callback it answers a handle. */
export function transaction(ambient?: (site: Site, project: Linked) => boolean): Meaning {
  return (site, project) => {
    const args = project.args(site.path);
    const given = args.findIndex((arg) => isFunction(arg.value));
    // A wrapper's own parameter of which nothing is known is a callback far more often than options.
    const callback = given < 0 && args.at(-1)?.value.kind === 'unknown' ? args.length - 1 : given;
    const propagates = ambient?.(site, project) ? { ambient: true } : {};
    return callback < 0 ? { kind: 'transaction', form: 'begin', ...propagates } : { kind: 'transaction', form: 'callback', callback, handle: 0, ...propagates };
  };
}

/** The index of the argument that is a function; what is passed last where none is seen. */
export function callbackIndex(site: Site, project: Linked): number {
  const args = project.args(site.path);
  const given = args.findIndex((arg) => isFunction(arg.value));
  return given < 0 ? Math.max(args.length - 1, 0) : given;
}

/** `connect(callback)`: the callback runs on one connection, without a transaction. */
export function lent(site: Site, project: Linked): Concept {
  return { kind: 'invoke', callback: callbackIndex(site, project), handle: 0 };
}

/** An update or delete that nothing but steps of its chain narrows; the chain begins with the first of `steps`. */
export function unlessNarrowed(op: AccessOp, steps: readonly Pick<Place, 'path'>[]): Pick<AccessConcept, 'everyRow' | 'begins'> {
  const begins = steps[0]?.path;
  return begins && (op === 'update' || op === 'delete') ? { everyRow: 'steps', begins } : {};
}

/** The steps of a query up to and with the call. */
export function chainOf(site: Site): readonly Pick<Place, 'name' | 'called' | 'path'>[] {
  return [...site.trail, { name: site.method, called: true, path: site.path }];
}

/** The name by which code calls a model: its class, its text, or what a library value was declared with. */
export function nameOf(value: Value | undefined): string | undefined {
  switch (value?.kind) {
    case 'const': return typeof value.value === 'string' ? value.value : undefined;
    case 'class': return value.cls.name;
    case 'instance': return value.of.cls.name;
    case 'array': return nameOf(value.items[0]);
    case 'list': return nameOf(value.of);
    case 'path': return value.via?.cls.name ?? typeName(value.typeArgs?.[0]?.type);
    default: return undefined;
  }
}

const wrappers = new Set(['HydratedDocument', 'DocumentType', 'Partial', 'DeepPartial']);

/** The name in a type argument, as written: `User` of `Model<User>`. */
export function typeName(type: TypeExpr | undefined): string | undefined {
  if (type?.kind === 'ref') return wrappers.has(type.name) && type.args[0] ? typeName(type.args[0]) : type.name;
  if (type?.kind === 'union' || type?.kind === 'intersection') return type.types.map(typeName).find((name) => name !== undefined);
  if (type?.kind === 'array') return typeName(type.of);
  if (type?.kind === 'typeof' && type.value.kind === 'member') return type.value.name;
  return undefined;
}

/** What a declared type or a base class says: `Repository<User>`, `extends Repository<User>`, `extends Model`. */
export function declaredName(path: PathValue): string | undefined {
  const declared = typeName(path.typeArgs?.[0]?.type) ?? typeName(path.via?.cls.extendsArgs[0]);
  return declared ?? path.via?.cls.name;
}
