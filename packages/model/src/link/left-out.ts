import type { Arg, ParamFact } from '@assay/contract';

/** A call says nothing of an optional parameter, which has no other value then: `find(id, trx?: Transaction)`, `find(id, trx: Transaction | null = null)`. */
export function isLeftOut(args: readonly Arg[], index: number, { rest, optional, default: otherwise }: ParamFact): boolean {
  if (rest || args.some((arg, position) => arg.spread && position <= index)) return false;
  const isNothing = otherwise === undefined || otherwise.kind === 'undefined' || (otherwise.kind === 'literal' && otherwise.value === null);
  const given = args[index];
  return isNothing && (given ? given.nothing === true : optional || otherwise !== undefined);
}
