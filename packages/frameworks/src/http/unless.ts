// https://github.com/jfromaniello/express-unless  https://github.com/Foxandxss/koa-unless
import type { ChainStep, Env, Expr, Linked, Protocol, Setup, Span, Value } from '@assay/contract';

/** Packages that put `unless` on a middleware, and those whose middleware has it. */
const PACKAGES: ReadonlySet<string> = new Set(['express-unless', 'koa-unless', 'express-jwt', 'koa-jwt', 'express-oauth2-jwt-bearer']);
const JOINS: ReadonlySet<string> = new Set(['url-join', 'node:path', 'path']);
/** Methods for which sparing somebody spares no route. */
const HARMLESS: ReadonlySet<string> = new Set(['OPTIONS', 'HEAD']);
/** A pattern that stands for one path, or for all that begin with it. */
const PLAIN_PATTERN = /^\^?((?:\\?\/(?:[\w.-]|\\(?!\/))*)+?)(\$|\/?\.\*\$?|\/?\(\.\*\)\$?|\/?)$/;

/** A middleware, and the paths that do not pass through it; `open`: some of what it spares is not decidable. */
interface Sparing { readonly step: Value; readonly except: readonly string[]; readonly open: boolean }

/** A step of a chain; `check.unless({ .. })` is the middleware itself, with the paths that do not pass through it. */
export function stepUnless(value: Value, protocol: Protocol, at: Span, conditional: Span | undefined, setup: Setup): ChainStep {
  const sparing = sparingOf(value, setup.project);
  if (!sparing) return setup.step(value, protocol, at, conditional);
  const step = setup.step(sparing.step, protocol, at, sparing.open ? at : conditional);
  return sparing.except.length > 0 ? { ...step, except: sparing.except } : step;
}

/** `check.unless({ path: ['/login', { url: '/status' }] })`: the middleware itself and what it spares; undefined where a value is no such call. */
function sparingOf(value: Value, project: Linked): Sparing | undefined {
  const call = value.kind === 'path' && PACKAGES.has(value.root) ? value.call : undefined;
  if (value.kind !== 'path' || call?.node.kind !== 'call' || call.node.callee.kind !== 'member' || call.node.callee.name !== 'unless') return undefined;
  const options = project.argument(value, 0);
  if (options?.kind !== 'object') return undefined;
  const step = project.evaluate(call.node.callee.object, call.env);
  const given = project.properties(options);
  const methods = given.get('method') ?? given.get('methods');
  if (methods && textsOf(methods, project).every((text) => text !== undefined && HARMLESS.has(text.toUpperCase())) && !given.has('path')) return { step, except: [], open: false };
  const member = options.node.members.find((one) => one.kind === 'property' && one.key === 'path');
  const paths = member?.kind === 'property' ? pathsIn(member.value, options.env, project) : [];
  const except = paths.flatMap((path) => path ?? []);
  return { step, except, open: [...given.keys()].some((key) => key !== 'path') || member === undefined || except.length < paths.length };
}

/** The paths that an entry of `path` stands for, each undefined where it cannot be told. */
function pathsIn(expr: Expr, env: Env, project: Linked): readonly (string | undefined)[] {
  if (expr.kind === 'cast') return pathsIn(expr.value, env, project);
  if (expr.kind === 'array') return expr.items.flatMap((item) => (item.kind === 'spread' ? pathsIn(item.value, env, project) : pathsIn(item, env, project)));
  if (expr.kind === 'regex') return [pathOfPattern(expr.source)];
  if (expr.kind === 'name') {
    const init = env.file.bindings[expr.binding]?.init;
    if (init?.kind === 'array') return pathsIn(init, env, project);
  }
  const value = project.evaluate(expr, env);
  if (value.kind === 'object') return [project.properties(value).has('methods') || project.properties(value).has('method') ? undefined : textOf(project.properties(value).get('url'), project)];
  return textsOf(value, project);
}

function textsOf(value: Value, project: Linked): readonly (string | undefined)[] {
  return (project.items(value) ?? [value]).map((item) => textOf(item, project));
}

/** A text, or several that are joined to a path. */
function textOf(value: Value | undefined, project: Linked): string | undefined {
  const text = project.text(value);
  if (text !== undefined || value?.kind !== 'path' || !JOINS.has(value.root) || !/^(?:default|(?:default\.|posix\.)?join)\(\)$/.test(value.path)) return text;
  const parts = project.args(value).map((arg) => project.text(arg.value));
  return parts.every((part) => part !== undefined) ? parts.join('/').replace(/\/{2,}/g, '/') : undefined;
}

/** A pattern as a path: all that begin with what it says end in a star. Undefined where the pattern says more. */
function pathOfPattern(source: string): string | undefined {
  const [, path, end] = PLAIN_PATTERN.exec(source.replace(/^\/(.*)\/\w*$/, '$1')) ?? [];
  if (path === undefined) return undefined;
  const plain = path.replaceAll('\\', '').replace(/\/$/, '');
  return end === '$' ? plain : `${plain}/*`;
}
