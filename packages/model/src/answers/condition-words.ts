import type { Env, Expr } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { writtenAs } from './written-values.js';

/** What a condition on a column asks for. `weak`: something that an index of the column hardly serves (a pattern, NULL, a truth value); `obscure`: it is not read. */
export type Meaning = 'searches' | 'weak' | 'obscure';

/** Operators by the words of the libraries: SQL's own, Prisma's, MongoDB's, TypeORM's functions. */
const SEARCHES = /^(?:=|==|<=?|>=?|in|between|equals|gte?|lte?|startsWith|\$(?:eq|in|gte?|lte?)|In|Between|Equal|(?:Less|More)Than(?:OrEqual)?)$/;
const WEAK = /^(?:!=|<>|is|is not|not|not in|i?like|not i?like|notIn|contains|endsWith|search|mode|has|hasSome|hasEvery|isEmpty|isSet|\$(?:ne|nin|regex|exists|i?like)|Not|IsNull|I?Like|ArrayContains)$/i;

/** Reads `value`, which a column is compared with, by an operator of its own or one that the value brings (`{ gt: 5 }`, `In(ids)`). */
export function meaningOf({ operator = '=', value }: { readonly operator?: string | number | boolean | null; readonly value: Expr | undefined }, from: Env, linker: Linker): Meaning {
  const word = String(operator);
  if (!SEARCHES.test(word)) return WEAK.test(word) ? 'weak' : 'obscure';
  if (!value) return 'searches';
  const { expr, env } = writtenAs(value, from, linker);
  if (expr.kind === 'undefined' || (expr.kind === 'literal' && (expr.value === null || typeof expr.value === 'boolean'))) return 'weak';
  if (expr.kind === 'conditional' || expr.kind === 'logical' || expr.kind === 'function' || expr.kind === 'template') return expr.kind === 'template' && !expr.tag ? 'searches' : 'obscure';
  if (expr.kind === 'object') return strongest(expr.members.map((item) => (item.kind === 'property' ? ofOperator(item.key, item.value, env, linker) : 'obscure')));
  if (expr.kind !== 'call') return 'searches';
  const name = calledName(expr.callee, env.file);
  return WEAK.test(name) && /^[A-Z]/.test(name) ? 'weak' : name === 'Raw' || name === 'sql' || name === 'raw' ? 'obscure' : 'searches';
}

function ofOperator(key: string, value: Expr, env: Env, linker: Linker): Meaning {
  return meaningOf({ operator: key, value }, env, linker);
}

function strongest(meanings: readonly Meaning[]): Meaning {
  return meanings.includes('obscure') || meanings.length === 0 ? 'obscure' : meanings.includes('searches') ? 'searches' : 'weak';
}
