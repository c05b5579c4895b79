import { Label, type Env, type Expr, type ExprOf, type FileFacts } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { calleeText } from '../text.js';
import { testsAround } from './refusals.js';

const LOOKS_UP = /^(?:find|get|load|fetch|look_?up|exists|search|check|select|list|retrieve|query)/i;
const SEARCHES: ReadonlySet<string> = new Set(['find', 'some', 'includes', 'has', 'findIndex', 'indexOf']);
/** Members that hold what a look-up answers. */
const ROWS = /^(?:length|size|data|rows|items|docs|results?|count|total\w*)$/;
const MAX_HOPS = 4;

/** Is the row made only where a look-up of the same thing, which no row describes, or a search in what was loaded, came to nothing? `const tag = await Tags.getByName(name); if (!tag) await Tags.create(..)` */
export function createsMissing(create: FlowEvent, linker: Linker): boolean {
  const table = create.concept?.kind === 'access' ? create.concept.table ?? '' : '';
  const places = [{ file: create.env.file, expr: create.expr, env: create.env }, ...create.steps.map(({ file, expr }) => ({ file, expr, env: undefined }))];
  return places.some(({ file, expr, env }) => {
    const receiver = expr.kind === 'call' ? receiverText(expr, file) : '';
    const isAbsent = (test: Expr, holds: boolean): boolean => {
      if (test.kind === 'unary' && test.op === '!') return isAbsent(test.value, !holds);
      if (test.kind === 'binary') {
        const asked = emptied(test, holds);
        return asked !== undefined && isAbsent(asked.of, asked.holds);
      }
      if (test.kind === 'logical') return isAbsent(test.left, holds) || isAbsent(test.right, holds);
      return !holds && comesFromLookUp(test, file, (call) => (env !== undefined && looksUp(call, file, receiver, table)) || searches(call, env ?? linker.envOf(file, linker.index.functionAt(file, call.at[0])), linker), 0);
    };
    return file.functions.some((fn) => fn.kind !== 'module' && fn.at[0] <= expr.at[0] && expr.at[1] <= fn.at[1] && testsAround(fn.body, expr).some(({ test, holds }) => isAbsent(test, holds)));
  });
}

/** What a comparison with nothing asks for, and whether that is there: `found.length > 0`, `found === null`. */
function emptied({ op, left, right }: ExprOf<'binary'>, holds: boolean): { readonly of: Expr; readonly holds: boolean } | undefined {
  const isNone = isNothing(right) || (right.kind === 'literal' && right.value === 0);
  if (/^[!=]==?$/.test(op)) return isNone ? { of: left, holds: holds === op.startsWith('!') } : undefined;
  return isNone && op === '>' && left.kind === 'member' ? { of: left, holds } : undefined;
}

function comesFromLookUp(expr: Expr, file: FileFacts, isLookUp: (call: ExprOf<'call'>) => boolean, hops: number): boolean {
  if (hops > MAX_HOPS) return false;
  if (expr.kind === 'await' || expr.kind === 'cast') return comesFromLookUp(expr.value, file, isLookUp, hops);
  if (expr.kind === 'member' && ROWS.test(expr.name)) return comesFromLookUp(expr.object, file, isLookUp, hops + 1);
  if (expr.kind === 'call') return isLookUp(expr);
  const binding = expr.kind === 'name' ? file.bindings[expr.binding] : undefined;
  return binding?.init !== undefined && comesFromLookUp(binding.init, file, isLookUp, hops + 1);
}

/** A function that is named as one that looks up, of the same receiver, or with the table in its name. */
function looksUp(call: ExprOf<'call'>, file: FileFacts, receiver: string, table: string): boolean {
  const name = calleeText(call, file).split('.').at(-1) ?? '';
  if (!LOOKS_UP.test(name)) return false;
  return (receiver !== '' && receiverText(call, file) === receiver) || (table !== '' && name.toLowerCase().includes(table.toLowerCase()));
}

function receiverText(call: ExprOf<'call'>, file: FileFacts): string {
  return call.callee.kind === 'member' ? calleeText(call, file).split('.').slice(0, -1).join('.') : '';
}

/** `shelf.books.find((book) => ..)` of a shelf that was loaded. */
function searches(call: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  return call.callee.kind === 'member' && SEARCHES.has(call.callee.name) && (linker.labels(call.callee.object, env) & Label.data) !== 0;
}
