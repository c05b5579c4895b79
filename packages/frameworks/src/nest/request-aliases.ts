import type { RoleModel, Value } from '@assay/contract';
import { principals, sessionOwner } from '../auth/request.js';
import { COMMON, CORE, GRAPHQL } from './names.js';
import { optionsOf } from './values.js';

/** Ways from what Nest hands to guards, filters, interceptors and decorators to the request and its parts. */
export const requestAliases: readonly RoleModel[] = [
  { package: '#context', path: 'switchToHttp().getRequest()', role: '#request' },
  { package: '#context', path: 'switchToHttp().getResponse()', role: '#response' },
  { package: '#context', path: 'switchToHttp().getNext()', role: '#next' },
  // The client of a gateway keeps what is known of the caller from one message to the next.
  { package: '#context', path: 'switchToWs().getClient()', role: '#request' },
  { package: '#context', path: 'switchToWs().getData()', role: '#request.body' },
  { package: '#context', path: 'getArgByIndex()', role: '#request' },
  { package: '#context', path: 'getArgs().[]', role: '#request' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getContext()', role: '#request.context' },
  { package: GRAPHQL, path: 'GqlExecutionContext.create().getArgs()', role: '#request.args' },
  { package: GRAPHQL, path: 'GqlArgumentsHost.create().getContext()', role: '#request.context' },
  { package: GRAPHQL, path: 'GqlArgumentsHost.create().getArgs()', role: '#request.args' },
  { package: '#request', path: 'context.req', role: '#request' },
  { package: '#request', path: 'context.request', role: '#request' },
  { package: '#request', path: 'context.res', role: '#response' },
  { package: '#request', path: 'context.reply', role: '#response' },
  { package: '#request', path: 'context.user', role: '#request.user' },
  { package: '#response', path: 'req', role: '#request' },
  { package: '#response', path: 'request', role: '#request' },
];

export const contextTypes: readonly RoleModel[] = [
  { package: COMMON, path: 'ExecutionContext.new()', role: '#context' },
  { package: COMMON, path: 'ArgumentsHost.new()', role: '#context' },
  { package: CORE, path: 'ExecutionContextHost.new()', role: '#context' },
];

/** Parts of the request with a role of their own. */
const PARTS: ReadonlySet<string> = new Set(['body', 'params', 'query', 'headers', 'args', 'user', 'context']);

/** The role of a value that hangs off the request: `#request` itself, a part of it, `#response`; undefined when it is none of these. */
export function roleUnder(value: Value): string | undefined {
  const roles = optionsOf(value).flatMap((option) => (option.kind === 'path' ? roleOf(option.root, option.path) : []));
  return roles.includes('#request.user') ? '#request.user' : roles[0];
}

function roleOf(root: string, path: string): readonly string[] {
  if (root === '#response') return [root];
  if (root !== '#request') return [];
  const [head = '', next = ''] = path.split(/[.([]/);
  if (head === '') return [root];
  if (principals.includes(head) || (head === 'session' && sessionOwner.test(next))) return ['#request.user'];
  return [PARTS.has(head) ? `${root}.${head}` : '#request.input'];
}
