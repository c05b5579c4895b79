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
  if (kind === undefined || !KINDS.has(kind) || !call || call.node.kind === 'template') return undefined;
  const resolver = setup.project.args(path)[0];
  return {
    protocol: 'rpc', method: kind.toUpperCase(), path: name, at: setup.project.span(call.file, call.node.callee.at), framework: FRAMEWORK, steps: builderSteps(receiverOf(path), setup),
    ...(resolver ? { handler: setup.step(resolver.value, TRPC_RESOLVER, spanOf(resolver, path, setup.project), undefined) } : {}),
  };
}

/** The middleware of a procedure builder, first one first: `use` adds a step, `concat` all of another builder. */
function builderSteps(builder: PathValue | undefined, setup: Setup): ChainStep[] {
  const calls: PathValue[] = [];
  for (let at = builder; at && calls.length < MAX_CHAIN; at = receiverOf(at)) {
    if (calledAs(at) !== undefined) calls.unshift(at);
  }
  return calls.flatMap((call) => {
    const [given] = setup.project.args(call);
    if (!given) return [];
    if (CONCATENATES.has(calledAs(call) ?? '')) return isTrpc(given.value) ? builderSteps(given.value, setup) : [];
    return calledAs(call) === 'use' ? middlewareSteps(given.value, spanOf(given, call, setup.project), setup) : [];
  });
}

/** A function, `t.middleware(function)`, or one of these with others piped after it. */
function middlewareSteps(value: Value, at: Span, setup: Setup): readonly ChainStep[] {
  return middlewareFunctions(value, setup.project).map((fn) => setup.step(fn, TRPC_MIDDLEWARE, at, undefined));
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
