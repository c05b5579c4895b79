import type { Arg, Env, Expr, FunctionValue, Linked, ParamFact, PathValue, Protocol, Value } from '@assay/contract';
import { appliedIn, type Method } from './decorated.js';
import { COMMON, GRAPHQL, isPath } from './names.js';
import { roleUnder } from './request-aliases.js';
import { optionsOf } from './values.js';

/** Decorators of parameters by the role that each gives. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ...named('#request', COMMON, 'Req Request'),
  ...named('#response', COMMON, 'Res Response'),
  ...named('#next', COMMON, 'Next'),
  ...named('#request.body', COMMON, 'Body RawBody UploadedFile UploadedFiles'),
  ...named('#request.params', COMMON, 'Param HostParam'),
  ...named('#request.query', COMMON, 'Query'),
  ...named('#request.headers', COMMON, 'Headers'),
  ...named('#request.input', COMMON, 'Session Ip Cookies SignedCookies'),
  ...named('#request.args', GRAPHQL, 'Args'),
  ...named('#request.context', GRAPHQL, 'Context'),
]);

/** Parts of which a decorator may name one member. */
const NAMED: ReadonlySet<string> = new Set(['#request.body', '#request.params', '#request.query', '#request.headers', '#request.args']);

function named(role: string, root: string, names: string): readonly (readonly [string, string])[] {
  return names.split(' ').map((name) => [`${root} ${name}()`, role]);
}

/** What a decorator hands over of which nothing is known: it may be the sender's choice, or the caller. */
const UNTOLD = '#request.handed';
const CUSTOM = 'createParamDecorator()()';
const NO_DATA: Arg = { value: { kind: 'unknown', key: '?', reason: 'parameter' }, labels: 0 };

/** How a handler is called: each parameter has the role that its decorator gives it, or holds the object that a decorator of the project makes. */
export function handlerProtocol(method: Method, project: Linked): Protocol {
  const handed = method.fn.fn.params.map((param) => handedTo(param, method, project));
  const protocol: Protocol = { name: 'nest-handler', params: handed.map(({ role }) => role), continues: 'return' };
  return handed.some(({ made }) => made) ? { ...protocol, given: handed.map(({ made }) => made) } : protocol;
}

interface Handed {
  readonly role: string;
  readonly made?: Value;
}

function handedTo(param: ParamFact, method: Method, project: Linked): Handed {
  for (const { value } of appliedIn(param.decorators, method.fn.file, method.owner.env, project)) {
    const known = ROLES.get(`${value.root} ${value.path}`);
    const handed = known === undefined ? custom(value, project) : { role: member(known, value, project) };
    if (handed) return handed;
  }
  return { role: '' };
}

/** `@Param('id')` is one member of what `@Param()` is. */
function member(role: string, decorator: PathValue, project: Linked): string {
  const name = NAMED.has(role) ? project.text(project.argument(decorator, 0)) : undefined;
  return name !== undefined && /^\w+$/.test(name) ? `${role}.${name}` : role;
}

/** A decorator made by `createParamDecorator` gives what its factory returns. */
function custom(value: PathValue, project: Linked): Handed | undefined {
  if (!isPath(value, COMMON, CUSTOM) || !value.parent) return undefined;
  const factory = project.argument(value.parent, 0);
  if (factory?.kind !== 'function') return { role: UNTOLD };
  const args = [project.args(value)[0] ?? NO_DATA, { value: project.role('#context'), labels: 0 }];
  const made = project.call(factory, args);
  const role = roleUnder(made) ?? kept(factory, args, project) ?? UNTOLD;
  return optionsOf(made).some(({ kind }) => kind === 'object') ? { role, made } : { role };
}

/** What a step of the project put on the request: `(_, context) => context.switchToHttp().getRequest().club` is the request's `club`, also by a constant, and as what an object is made of. */
function kept(factory: FunctionValue, args: readonly Arg[], project: Linked): string | undefined {
  const last = factory.fn.body.at(-1);
  const value = last?.kind === 'return' ? last.value : undefined;
  return value && keptIn(value, project.activate(factory, args), project);
}

function keptIn(value: Expr, env: Env, project: Linked): string | undefined {
  if (value.kind === 'cast') return keptIn(value.value, env, project);
  const converted = convertedIn(value, env, project);
  if (converted) return roleUnder(project.evaluate(converted, env)) ?? keptIn(converted, env, project);
  if (value.kind === 'new') return value.args.length === 1 && value.args[0] ? keptIn(value.args[0], env, project) : undefined;
  if (value.kind === 'name') return roleUnder(project.evaluate(value, env));
  if (value.kind !== 'member' && value.kind !== 'index') return undefined;
  const name = value.kind === 'member' ? value.name : project.text(project.evaluate(value.index, env));
  return name !== undefined && /^\w+$/.test(name) && roleUnder(project.evaluate(value.object, env)) === '#request' ? `#request.${name}` : undefined;
}

const CONVERTS = /^(?:parseInt|parseFloat|Number|String|BigInt)$/;

/** What is only written in another way: `parseInt(request.user?.sub, 10)`, `request.user.id.toString()`. */
function convertedIn(value: Expr, env: Env, project: Linked): Expr | undefined {
  if (value.kind !== 'call') return undefined;
  if (value.callee.kind === 'member' && value.callee.name === 'toString') return value.callee.object;
  const callee = project.evaluate(value.callee, env);
  return callee.kind === 'path' && callee.root === '#global' && CONVERTS.test(callee.path) ? value.args[0] : undefined;
}
