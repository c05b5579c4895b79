import { walk, walkExpr, type Env, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { clausesOf } from './selectors.js';
import { columnKey, writtenColumns, type Placed } from './written-values.js';

const SETS = /\bupdate\s+[\s\S]*?\bset\b([\s\S]*?)(?:\bwhere\b|\breturning\b|$)/i;
const WHERE = /\bwhere\b([\s\S]*)$/i;

/** The columns that a change sets, by `columnKey`, each with its values as far as they are told: of a statement, of its text, and of members of the row that are set before it is saved. */
export function columnsSet(change: FlowEvent, linker: Linker): ReadonlyMap<string, readonly Placed[]> {
  const found = new Map<string, readonly Placed[]>(writtenColumns(change, linker).values);
  const [, assigned = ''] = SETS.exec(textOf(change)) ?? [];
  for (const [, column = '', value = ''] of assigned.matchAll(/([\w.]+)[`"\]]?\s*=\s*('[^']*'|[^,\s]+)/g)) add(found, column, literalOf(value, change));
  if (found.size > 0) return found;
  // A statement that is put together: the helper was told the columns by name, `users.update(id, { enabled: true })`.
  for (const { file, expr } of change.steps) {
    const env = linker.envOf(file, linker.index.functionAt(file, expr.at[0]));
    for (const arg of expr.kind === 'call' ? expr.args : []) if (arg.kind === 'object') for (const member of arg.members) if (member.kind === 'property') add(found, member.key, [{ expr: member.value, env }]);
  }
  if (found.size > 0) return found;
  for (const { fn, env } of functionsOf(change, linker)) {
    for (const expr of walk(fn)) if (expr.kind === 'assign' && expr.target.kind === 'member') add(found, expr.target.name, [{ expr: expr.value, env }]);
  }
  return found;
}

function add(found: Map<string, readonly Placed[]>, column: string, values: readonly Placed[]): void {
  const key = columnKey(column.split('.').at(-1) ?? '');
  found.set(key, [...(found.get(key) ?? []), ...values]);
}

/** A literal of a statement's text, `status = 'paid'`. */
function literalOf(value: string, { env, expr }: FlowEvent): readonly Placed[] {
  const text = /^'(.*)'$/.exec(value)?.[1];
  const plain = text ?? (/^true$/i.test(value) ? true : /^false$/i.test(value) ? false : /^null$/i.test(value) ? null : undefined);
  return plain === undefined ? [] : [{ expr: { kind: 'literal', value: plain, at: expr.at }, env }];
}

/** The function that holds the change, and those that led to it. */
function functionsOf(change: FlowEvent, linker: Linker): readonly { readonly fn: Env['fn']; readonly env: Env }[] {
  const callers = change.steps.map(({ file, expr }) => linker.envOf(file, linker.index.functionAt(file, expr.at[0])));
  return [change.env, ...callers].map((env) => ({ fn: env.fn, env }));
}

/** The columns by which an access chooses its rows, by `columnKey`. */
export function columnsAsked(access: FlowEvent, linker: Linker): ReadonlySet<string> {
  const words = clausesOf(access, linker).flatMap(({ expr, name }) => [name, ...wordsOf(expr)]);
  const asked = WHERE.exec(textOf(access))?.[1] ?? '';
  return new Set([...words, ...[...asked.matchAll(/([\w.]+)[`"\]]?\s*(?:=|<>|!=|\bis\b|\bin\b)/gi)].map(([, column = '']) => column.split('.').at(-1) ?? '')].map(columnKey).filter((key) => key !== '' && key !== 'id'));
}

/** Names in a clause: keys of objects, members of tables, and words of texts. */
function wordsOf(expr: Expr): readonly string[] {
  return walkExpr(expr).flatMap((inner) => {
    if (inner.kind === 'object') return inner.members.flatMap((member) => (member.kind === 'property' ? [member.key] : []));
    if (inner.kind === 'member') return [inner.name];
    return inner.kind === 'literal' && typeof inner.value === 'string' && /[=<]|\bis\b/i.test(inner.value) ? inner.value.split(/\W+/) : [];
  });
}

/** The words of a statement in SQL. */
function textOf({ expr }: FlowEvent): string {
  return walkExpr(expr).flatMap((inner) => (inner.kind === 'template' ? inner.quasis.join(' ? ') : inner.kind === 'literal' && typeof inner.value === 'string' && /\s/.test(inner.value) ? inner.value : [])).join(' ');
}
