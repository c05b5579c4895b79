import type { Arg, ChainStep, Linked, PathValue, RouteDeclaration, Setup, Span, Value } from '@assay/contract';
import { calledAs, FRAMEWORK, isTrpc, receiverOf, TRPC_MIDDLEWARE, TRPC_RESOLVER } from './trpc-names.js';

const KINDS: ReadonlySet<string> = new Set(['query', 'mutation', 'subscription']);
const CONCATENATES: ReadonlySet<string> = new Set(['concat', 'unstable_concat']);
const PIPES: ReadonlySet<string> = new Set(['pipe', 'unstable_pipe']);
const MAX_CHAIN = 60;

/** A finished procedure, `procedure.use(..).input(..).mutation(resolver)`, as a route of this name. */
export function procedureRoute(name: string, path: PathValue, setup: Setup): RouteDeclaration | undefined {
  const kind = calledAs(path);
  const call = path.call;
  if (kind === undefined || !isProcedure(path) || !call || call.node.kind === 'template') return undefined;
  const resolver = setup.project.args(path)[0];
  const alias = addressOf(path, setup.project);
  return {
    protocol: 'rpc', method: kind.toUpperCase(), path: name, at: setup.project.span(call.file, call.node.callee.at), framework: FRAMEWORK, steps: builderSteps(receiverOf(path), setup), ...(alias ? { alias } : {}),
    ...(resolver ? { handler: setup.step(resolver.value, TRPC_RESOLVER, spanOf(resolver, path, setup.project), undefined) } : {}),
  };
}

/** `.meta({ openapi: { method: 'POST', path: '/crates' } })`: https://github.com/mcampa/trpc-to-openapi */
function addressOf(procedure: PathValue, project: Linked): RouteDeclaration['alias'] {
  for (const call of callsOf(receiverOf(procedure))) {
    const meta = calledAs(call) === 'meta' ? project.argument(call, 0) : undefined;
    const openapi = meta && project.properties(meta).get('openapi');
    const said = openapi && project.properties(openapi);
    const [method, path] = [project.text(said?.get('method')), project.text(said?.get('path'))];
    if (method !== undefined && path !== undefined) return { method: method.toUpperCase(), path };
  }
  return undefined;
}

/** Is it the call that finishes a procedure? */
export function isProcedure(path: PathValue): boolean {
  return KINDS.has(calledAs(path) ?? '');
}

function builderSteps(builder: PathValue | undefined, setup: Setup): ChainStep[] {
  return middlewareOf(builder, setup.project).map(({ value, at }) => setup.step(value, TRPC_MIDDLEWARE, at, undefined));
}

/** The middleware of a procedure builder, first one first: `use` adds some, `concat` all of another builder. */
export function middlewareOf(builder: PathValue | undefined, project: Linked): readonly { readonly value: Value; readonly at: Span }[] {
  return callsOf(builder).flatMap((call) => {
    const [given] = project.args(call);
    if (!given) return [];
    if (CONCATENATES.has(calledAs(call) ?? '')) return isTrpc(given.value) ? middlewareOf(given.value, project) : [];
    if (calledAs(call) !== 'use') return [];
    return middlewareFunctions(given.value, project).map((value) => ({ value, at: spanOf(given, call, project) }));
  });
}

/** The calls that a builder is made by, first one first. */
function callsOf(builder: PathValue | undefined): readonly PathValue[] {
  const calls: PathValue[] = [];
  for (let at = builder; at && calls.length < MAX_CHAIN; at = receiverOf(at)) if (calledAs(at) !== undefined) calls.unshift(at);
  return calls;
}

/** The functions that a middleware value stands for. */
export function middlewareFunctions(value: Value, project: Linked): readonly Value[] {
  if (!isTrpc(value)) return [value];
  const given = project.argument(value, 0);
  const method = calledAs(value) ?? '';
  const before = receiverOf(value);
  if (PIPES.has(method)) return [...(before ? middlewareFunctions(before, project) : []), ...(given ? middlewareFunctions(given, project) : [])];
  return (method === 'middleware' || method === 'create') && given ? [given] : [value];
}

function spanOf(arg: Arg, call: PathValue, project: Linked): Span {
  const file = arg.env?.file ?? call.call?.file;
  if (file && arg.expr) return project.span(file, arg.expr.at);
  return project.spanOfValue(call) ?? { path: '', start: 0, end: 0 };
}
