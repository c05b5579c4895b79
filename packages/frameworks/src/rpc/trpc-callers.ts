import type { ChainStep, Concept, Linked, PathValue, Protocol, Value } from '@assay/contract';
import { optionsOf } from '../nest/values.js';
import { calledAs, isTrpc, receiverOf, TRPC_MIDDLEWARE, TRPC_RESOLVER } from './trpc-names.js';
import { isProcedure, middlewareOf } from './trpc-procedures.js';

/** `appRouter.createCaller(ctx).orders.create(input)`, `createCallerFactory(appRouter)(ctx).orders.create(input)`: the procedure runs here, middleware first. https://trpc.io/docs/server/server-side-calls */
export function callerConcept(path: PathValue, project: Linked): Concept | undefined {
  const names: string[] = [];
  for (let at = path.step === '()' ? path.parent : undefined; at; at = at.parent) {
    const router = at.step === '()' ? routerOf(at, project) : undefined;
    if (router) return running(memberAt(router, names, project), project);
    if (at.step === undefined || at.step === '()') return undefined;
    names.unshift(at.step);
  }
  return undefined;
}

/** The router that a call makes a caller of. */
function routerOf(call: PathValue, project: Linked): Value | undefined {
  if (calledAs(call) === 'createCaller') return receiverOf(call);
  return call.parent?.step === '()' && calledAs(call.parent) === 'createCallerFactory' ? project.argument(call.parent, 0) : undefined;
}

function memberAt(router: Value, names: readonly string[], project: Linked): Value | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return router;
  if (router.kind === 'object') {
    const member = project.properties(router).get(name);
    return member && memberAt(member, rest, project);
  }
  if (!isTrpc(router)) return undefined;
  const given = project.args(router).map((arg) => arg.value);
  switch (calledAs(router)) {
    case 'router': return given[0] && memberAt(given[0], names, project);
    case 'mergeRouters': return given.map((one) => memberAt(one, names, project)).find((found) => found !== undefined);
    case 'lazy': return given[0]?.kind === 'function' ? memberAt(project.call(given[0], []), names, project) : undefined;
    default: return undefined;
  }
}

function running(procedure: Value | undefined, project: Linked): Concept | undefined {
  const found = procedure && optionsOf(procedure).find((option) => isTrpc(option) && isProcedure(option));
  if (found?.kind !== 'path') return undefined;
  const resolver = project.argument(found, 0);
  const step = (value: Value, protocol: Protocol): ChainStep => ({ value, protocol, at: project.spanOfValue(value) ?? { path: '', start: 0, end: 0 }, label: '' });
  return { kind: 'runs', steps: [...middlewareOf(receiverOf(found), project).map(({ value }) => step(value, TRPC_MIDDLEWARE)), ...(resolver ? [step(resolver, TRPC_RESOLVER)] : [])] };
}
