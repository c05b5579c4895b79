import type { PathValue, Setup, Value } from '@assay/contract';
import { parkMembers } from '../parked-context.js';
import { CALL, isTrpc, receiverOf, calledAs } from './trpc-names.js';
import { middlewareFunctions } from './trpc-procedures.js';

/** Parks what `initTRPC.context<Context>()` declares: its members are there in every procedure. `Context` may be the function that makes it. */
export function parkDeclared(created: PathValue, setup: Setup): void {
  for (let at: PathValue | undefined = created; at; at = receiverOf(at)) {
    const node = at.call?.node;
    const [type] = calledAs(at) === 'context' && node && node.kind !== 'template' ? node.typeArgs : [];
    if (!type || !at.call) continue;
    const declared = setup.project.typeValue(type, at.call.file);
    parkMembers(declared.kind === 'function' ? setup.project.call(declared, []) : declared, setup);
  }
}

/** Parks what a middleware hands on: the `ctx` (in oRPC the `context`) of `next({ ctx: { .. } })`. */
export function parkHandedOn(middleware: Value, setup: Setup): void {
  const { project } = setup;
  for (const fn of middlewareFunctions(middleware, project)) {
    if (fn.kind !== 'function') continue;
    const returned = project.call(fn, [{ value: project.role(CALL), labels: 0 }]);
    for (const option of returned.kind === 'union' ? returned.options : [returned]) {
      if (option.kind !== 'path' || option.root !== CALL || option.path !== 'next()') continue;
      const given = project.argument(option, 0);
      const members = given && project.properties(given);
      const context = members?.get('ctx') ?? members?.get('context');
      if (context && !isTrpc(context)) parkMembers(context, setup);
    }
  }
}
