import type { RoleModel, Value } from '@assay/contract';
import { COMMON, CORE, GRAPHQL } from './names.js';
import { optionsOf } from './values.js';

/** Ways from what Nest hands to guards, filters, interceptors and decorators to the request and its parts. Longer paths stand first. */
export const requestAliases: readonly RoleModel[] = [
  { package: '#context', path: 'switchToHttp().getRequest()', role: '#request' },
  { package: '#context', path: 'switchToHttp().getResponse()', role: '#response' },
  { package: '#context', path: 'switchToHttp().getNext()', role: '#next' },
  { package: '#context', path: 'getArgByIndex()', role: '#request' },
  { package: '#context', path: 'getArgs().[]', role: '#request' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext().reply.request', role: '#request' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext().req', role: '#request' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext().request', role: '#request' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext().res', role: '#response' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext().reply', role: '#response' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext().user', role: '#request.user' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext()', role: '#request.context' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getArgs()', role: '#request.args' },
  { package: GRAPHQL, path: 'GqlArgumentsHost.create().getContext().req', role: '#request' },
  { package: GRAPHQL, path: 'GqlArgumentsHost.create().getContext().res', role: '#response' },
  { package: GRAPHQL, path: 'GqlArgumentsHost.create().getContext()', role: '#request.context' },
  { package: '#request.context', path: 'reply.request', role: '#request' },
  { package: '#request.context', path: 'req', role: '#request' },
  { package: '#request.context', path: 'request', role: '#request' },
  { package: '#request.context', path: 'res', role: '#response' },
  { package: '#request.context', path: 'reply', role: '#response' },
  { package: '#request.context', path: 'user', role: '#request.user' },
];

export const contextTypes: readonly RoleModel[] = [
  { package: COMMON, path: 'ExecutionContext.new()', role: '#context' },
  { package: COMMON, path: 'ArgumentsHost.new()', role: '#context' },
  { package: CORE, path: 'ExecutionContextHost.new()', role: '#context' },
];

/** Parts of the request with a root of their own. */
const PARTS: ReadonlySet<string> = new Set(['body', 'params', 'query', 'headers', 'args', 'user', 'context']);

/** The role root that a value hangs off: `#request`, a part of it, `#response`; undefined when it is nothing of the request. */
export function roleUnder(value: Value): string | undefined {
  const roots = optionsOf(value).flatMap((option) => (option.kind === 'path' ? rootUnder(option.root, option.path) : []));
  if (roots.includes('#request.user')) return '#request.user';
  return roots[0];
}

function rootUnder(root: string, path: string): readonly string[] {
  if (root.startsWith('#request.') || root === '#response') return [root];
  if (root === '#request') return [partOf(path)];
  for (const alias of requestAliases) {
    if (alias.package !== root || !(path === alias.path || path.startsWith(`${alias.path}.`) || path.startsWith(`${alias.path}(`))) continue;
    return rootUnder(alias.role, path.slice(alias.path.length + 1));
  }
  return [];
}

/** `user.id` of the request is of the user; a member without a root of its own is input. */
function partOf(path: string): string {
  if (path === '') return '#request';
  const [head = ''] = path.split(/[.([]/);
  return PARTS.has(head) ? `#request.${head}` : '#request.input';
}
