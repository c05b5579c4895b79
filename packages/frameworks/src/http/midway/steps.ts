import { walk, type ChainStep, type ClassValue, type Expr, type Linked, type Protocol, type RoutingItem, type Span, type Value } from '@assay/contract';
import { labelOf } from '../../nest/labels.js';
import { EXPRESS_FILTER, EXPRESS_MIDDLEWARE, FILTER, GUARD, isOnExpress, KOA_MIDDLEWARE, type Use } from './names.js';

/** One value, or the elements of a list. */
export function listedIn(value: Value | undefined, project: Linked): readonly Value[] {
  return value ? project.items(value) ?? [value] : [];
}

/** `@Middleware() class X { resolve() { return async (ctx, next) => {} } }`, or a function. */
export function middlewareStep(value: Value, at: Span, project: Linked, conditional?: Span): ChainStep {
  const protocol: Protocol = isOnExpress(project) ? EXPRESS_MIDDLEWARE : KOA_MIDDLEWARE;
  const resolve = value.kind === 'class' ? project.member(project.instanceOf(value), 'resolve') : undefined;
  const resolved = resolve?.kind === 'function' ? project.call(resolve, []) : value;
  const narrowed = value.kind === 'class' ? narrowedBy(value, project) : undefined;
  const when = conditional ?? (narrowed?.open ? project.span(narrowed.cls.file, narrowed.cls.cls.nameAt) : undefined);
  return { value: resolved, protocol, at, label: labelOf(value, project), ...(when ? { conditional: when } : {}), ...(narrowed && narrowed.except.length > 0 ? { except: narrowed.except } : {}) };
}

interface Narrowed { readonly cls: ClassValue; readonly except: readonly string[]; readonly open: boolean }

/** `ignore(ctx)` and `match(ctx)` of a middleware say for which requests it runs. */
function narrowedBy(cls: ClassValue, project: Linked): Narrowed | undefined {
  const ignore = project.method(cls, 'ignore');
  const match = project.method(cls, 'match');
  if (!ignore && !match) return undefined;
  const last = ignore?.fn.body.at(-1);
  const except = ignore && !match && ignore.fn.body.length === 1 && last?.kind === 'return' && last.value ? pathsIn(last.value) : undefined;
  return { cls, except: except ?? [], open: except === undefined };
}

/** `ctx.path === '/a' || ctx.path.startsWith('/b')`: the paths; undefined where it asks for more. */
function pathsIn(expr: Expr): readonly string[] | undefined {
  if (expr.kind === 'logical' && expr.op === '||') {
    const [left, right] = [pathsIn(expr.left), pathsIn(expr.right)];
    return left && right ? [...left, ...right] : undefined;
  }
  if (expr.kind === 'binary' && expr.op === '===' && isPathOf(expr.left)) return textOf(expr.right);
  if (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'startsWith' && isPathOf(expr.callee.object)) return textOf(expr.args[0])?.map((text) => `${text.replace(/\/$/, '')}/*`);
  if (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'includes' && expr.callee.object.kind === 'array' && isPathOf(expr.args[0])) {
    const texts = expr.callee.object.items.map((item) => (item.kind === 'spread' ? undefined : textOf(item)?.[0]));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  return undefined;
}

function isPathOf(expr: Expr | undefined): boolean {
  return expr?.kind === 'member' && expr.name === 'path';
}

function textOf(expr: Expr | undefined): readonly string[] | undefined {
  return expr?.kind === 'literal' && typeof expr.value === 'string' ? [expr.value] : undefined;
}

/** `@UseGuard(Gate)`, `@UseGuard([Gate, Keeper])`. */
export function guardsOf(uses: readonly Use[], project: Linked): readonly ChainStep[] {
  return uses.filter(({ value }) => value.path === 'UseGuard()').flatMap(({ value, at }) => listedIn(project.argument(value, 0), project).map((guard) => guardStep(guard, at, project)));
}

function guardStep(value: Value, at: Span, project: Linked, conditional?: Span): ChainStep {
  return { value, protocol: GUARD, at, label: labelOf(value, project), ...(conditional ? { conditional } : {}) };
}

/** What is registered for the whole application. */
export interface Global { readonly middleware: readonly RoutingItem[]; readonly guards: readonly ChainStep[] }

/** `app.useMiddleware([..])`, `app.useGuard(..)`, `app.useFilter([..])` in the methods of classes that `@Configuration` stands on. https://midwayjs.org/docs/lifecycle */
export function globalSteps(configuration: ClassValue, project: Linked): Global {
  const middleware: RoutingItem[] = [];
  const guards: ChainStep[] = [];
  const { file } = configuration;
  for (const member of configuration.cls.members) {
    const fn = member.fn === undefined ? undefined : file.functions[member.fn];
    for (const expr of fn ? walk(fn) : []) {
      if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !expr.args[0]) continue;
      const { name } = expr.callee;
      if (!/^(?:useMiddleware|useGuard|useFilter|insertFirst|insertLast)$/.test(name)) continue;
      const at = project.span(file, expr.at);
      const values = listedIn(project.evaluate(expr.args[0], project.envOf(file, member.fn ?? 0, project.instanceOf(configuration))), project);
      if (name === 'useGuard') guards.push(...values.map((value) => guardStep(value, at, project)));
      else if (name === 'useFilter') middleware.push(...values.map((handler): RoutingItem => ({ kind: 'error-handler', handler, protocol: isOnExpress(project) ? EXPRESS_FILTER : FILTER, at })));
      else middleware[name === 'insertFirst' ? 'unshift' : 'push'](...values.map((value): RoutingItem => ({ kind: 'step', step: middlewareStep(value, at, project) })));
    }
  }
  return { middleware, guards };
}
