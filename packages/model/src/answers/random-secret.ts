import { walkExpr, type Env, type Expr, type PathValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** Options under which libraries take what a credential is checked against. */
const SECRETS: ReadonlySet<string> = new Set(['secret', 'secretOrKey', 'key', 'publicKey']);
const GENERATORS: ReadonlyMap<string, RegExp> = new Map([
  ['#global', /^(?:Math\.random|(?:globalThis\.)?crypto\.(?:randomUUID|randomBytes))$/],
  ['node:crypto', /^(?:default\.)?random(?:Bytes|UUID)$/],
]);

/** Is the secret that a guard checks against made at random where the guard is made (`jwt({ secret: String(Math.random()) })`)? Nobody has it, so nobody gets past. */
export function refusesEverybody({ call }: PathValue, linker: Linker): boolean {
  const options = call?.node.kind === 'call' ? call.node.args[0] : undefined;
  if (!call || options?.kind !== 'object') return false;
  return options.members.some((member) => member.kind === 'property' && SECRETS.has(member.key) && isMadeUp(member.value, call.env, linker));
}

/** Made at random in the expression itself, with nothing else to choose: what has a name may be used to sign as well. */
function isMadeUp(expr: Expr, env: Env, linker: Linker): boolean {
  const parts = [...walkExpr(expr)];
  if (parts.some(({ kind }) => kind === 'logical' || kind === 'conditional')) return false;
  return parts.some((part) => part.kind === 'call' && optionsOf(linker.evaluate(part.callee, env)).some((callee) => callee.kind === 'path' && GENERATORS.get(callee.root)?.test(callee.path) === true));
}
