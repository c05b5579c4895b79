import type { Endpoint, PathValue } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import { protocolArgs } from '../flow/protocol-args.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionsOf } from './entry-flow.js';

/**
 * The transaction that an interceptor of the project opens around the handler: https://docs.nestjs.com/interceptors. How it reaches the queries (by a member of the request, by a
 * context that is handed on) is seldom seen. Undefined where none does.
 */
export function openedAround({ around }: Endpoint, executor: Executor, linker: Linker): PathValue | undefined {
  for (const { value, protocol } of around) {
    const args = protocolArgs(protocol, linker);
    for (const method of optionsOf(value).flatMap((option) => functionsOf(option, protocol.method, linker))) {
      const opening = executor.summary(method, args).events.find(({ concept, path }) => path !== undefined && concept?.kind === 'transaction' && (concept.form === 'begin' || concept.form === 'callback'));
      if (opening) return opening.path;
    }
  }
  return undefined;
}
