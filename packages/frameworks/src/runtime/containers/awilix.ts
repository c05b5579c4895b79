// https://github.com/jeffijoe/awilix
import type { Arg, FileFacts, FunctionValue, Linked, PathValue, Provision, Value } from '@assay/contract';
import { calledName } from '../shared.js';
import { madeOf } from './shared.js';

const CRADLE = 'cradle';
/** Steps of a resolver that change nothing of what it makes: `asClass(Store).singleton()`. */
const RESOLVER = /^as(Class|Function|Value)\(\)/;

/** `container.register({ store: asClass(PgStore).singleton() })`, `container.register('store', asValue(store))`, `container.loadModules(['stores/*.js'])`. */
export function awilixProvides(told: PathValue, project: Linked): readonly Provision[] {
  const [first, second] = project.args(told).map(({ value }) => value);
  if (!first) return [];
  if (calledName(told) === 'loadModules') return loaded(first, second, told, project);
  if (calledName(told) !== 'register') return [];
  if (second) return registered(first, second, told, project);
  return first.kind === 'object' ? [...project.properties(first)].flatMap(([name, resolver]) => registered(named(name), resolver, told, project)) : [];
}

function named(name: string): Value {
  return { kind: 'const', key: `c:string:${name}`, value: name };
}

/** `container.cradle.store`: what is registered as `store`. */
export function cradleMember(owner: Value, name: string, project: Linked): Value | undefined {
  const file = owner.kind === 'path' && owner.step === CRADLE ? fileOf(owner) : undefined;
  return file && project.provided(named(name), file);
}

function fileOf(path: PathValue): FileFacts | undefined {
  for (let at: PathValue | undefined = path; at; at = at.parent) if (at.call) return at.call.file;
  return undefined;
}

function registered(identifier: Value, resolver: Value, told: PathValue, project: Linked): readonly Provision[] {
  const found = resolver.kind === 'path' ? RESOLVER.exec(resolver.path) : null;
  if (resolver.kind !== 'path' || !found) return [];
  let made: PathValue = resolver;
  while (made.parent && made.path !== found[0]) made = made.parent;
  const target = project.argument(made, 0);
  if (found[1] === 'Value') return [{ identifier, value: () => project.argument(made, 0) ?? made }];
  return target ? of(identifier, target, told, project) : [];
}

/** A class is constructed, a function called, each with the container's cradle. */
function of(identifier: Value, target: Value, told: PathValue, project: Linked): readonly Provision[] {
  const hands = (index: number, name: string): Value | undefined => {
    if (isClassic(told, project)) return cradleMember(project.member(told, CRADLE), name, project);
    return index === 0 ? project.member(told, CRADLE) : undefined;
  };
  const value = (): Value => (target.kind === 'function' ? project.call(target, argumentsOf(target, hands)) : madeOf(target, project) ?? target);
  return [{ identifier, value, made: { by: target, hands } }];
}

function argumentsOf({ fn, file }: FunctionValue, hands: (index: number, name: string) => Value | undefined): readonly Arg[] {
  return fn.params.map((param, index) => ({ value: hands(index, file.bindings[param.binding]?.name ?? '') ?? { kind: 'unknown', key: '?', reason: 'parameter' }, labels: 0 }));
}

/** Parameters are told apart by their names, not taken from one object. */
function isClassic(told: PathValue, project: Linked): boolean {
  let at: PathValue | undefined = told;
  while (at && at.path !== 'createContainer()') at = at.parent;
  const made = at && project.argument(at, 0);
  const mode = made?.kind === 'object' ? project.properties(made).get('injectionMode') : undefined;
  return mode?.kind === 'path' ? mode.path === 'InjectionMode.CLASSIC' : project.text(mode) === 'CLASSIC';
}

/** Every file that a pattern names, under its own name in camel case. */
function loaded(patterns: Value, options: Value | undefined, told: PathValue, project: Linked): readonly Provision[] {
  const format = options?.kind === 'object' ? project.text(project.properties(options).get('formatName')) : undefined;
  const globs = (project.items(patterns) ?? []).map((one) => project.text(project.items(one)?.[0] ?? one)).filter((glob) => glob !== undefined);
  const tests = globs.map((glob) => new RegExp(`(?:^|/)${glob.replace(/^(?:\.{1,2}\/)+/, '').replace(/\.[^/.*]*$/, '').replace(/\*\*$/, '**/*').split('**/').map((part) => part.replace(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '[^/]*')).join('(?:.+/)?')}\\.[cm]?[jt]s$`));
  return project.files.filter((file) => tests.some((test) => test.test(file.path))).flatMap((file) => {
    const plain = (file.path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '');
    const name = format === 'camelCase' ? inCamelCase(plain) : plain;
    const target = [project.exported(file.path, 'default'), project.exported(file.path, '=')].find((value) => value.kind === 'class' || value.kind === 'function');
    return target ? of(named(name), target, told, project) : [];
  });
}

/** `lamp-store` and `LampStore` are `lampStore`, `HTTPClient` is `httpClient`. */
function inCamelCase(name: string): string {
  const joined = name.replace(/[^a-zA-Z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return joined.replace(/^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/, (start) => start.toLowerCase());
}
