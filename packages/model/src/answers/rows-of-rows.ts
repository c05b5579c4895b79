import { walk, type Expr, type FileFacts } from '@assay/contract';
import { homeOf, type Frame } from './frames.js';
import type { Write } from './write-dependence.js';

/** What tells one row from others. */
const ID = /^_?(?:id|uuid|key|code|slug)$|(?:Id|ID|Uuid|_id)$/;
const MAPS: ReadonlySet<string> = new Set(['map', 'flatMap']);
/** Calls that leave the elements what they are. */
const KEEPS: ReadonlySet<string> = new Set(['filter', 'slice', 'toSorted', 'toReversed']);

/** The first stores the rows of a list, and the second a row that names each of them: `insert(rows); insert(rows.map(({ id }) => ({ owner: id })))`. */
export function namesEach(first: Write, second: Write): boolean {
  const lists = new Set(valuesOf(first).flatMap(({ expr, frame }) => listKey(expr, frame) ?? []));
  return lists.size > 0 && valuesOf(second).some((value) => {
    const made = declared(value.expr, value.frame.file);
    if (made.kind !== 'call' || made.callee.kind !== 'member' || !MAPS.has(made.callee.name)) return false;
    const list = listKey(made.callee.object, value.frame);
    const [each] = made.args;
    return list !== undefined && lists.has(list) && each?.kind === 'function' && namesElement(each.fn, value.frame.file);
  });
}

interface Given { readonly expr: Expr; readonly frame: Frame }

/** What the call is given to store: `insert(rows)`, `createMany({ data: rows })`. */
function valuesOf({ event, frames }: Write): readonly Given[] {
  const frame = frames.at(-1);
  if (!frame || event.expr.kind !== 'call') return [];
  const given = event.expr.args.flatMap((arg) => (arg.kind === 'object' ? arg.members.flatMap((member) => (member.kind === 'property' && member.key === 'data' ? [member.value] : [])) : [arg]));
  return given.map((expr) => ({ expr, frame }));
}

/** What a name was declared to be, once and for all. */
function declared(expr: Expr, file: FileFacts): Expr {
  const binding = expr.kind === 'name' ? file.bindings[expr.binding] : undefined;
  return binding?.init && (binding.assigned ?? []).length === 0 ? binding.init : expr;
}

/** Equal for two mentions of one list of a run. */
function listKey(expr: Expr, frame: Frame): string | undefined {
  if (expr.kind === 'cast') return listKey(expr.value, frame);
  if (expr.kind === 'call' && expr.callee.kind === 'member' && KEEPS.has(expr.callee.name)) return listKey(expr.callee.object, frame);
  if (expr.kind !== 'name') return undefined;
  const home = homeOf(expr.binding, frame);
  return home && `${home.key}|${frame.file.path}:${expr.binding}`;
}

/** Is an id of the element used, or the element handed on? */
function namesElement(id: number, file: FileFacts): boolean {
  const fn = file.functions[id];
  const element = fn?.params[0]?.binding;
  if (!fn || element === undefined) return false;
  const parts = new Set(file.bindings.flatMap((binding, index) => (binding.init?.kind === 'member' && isNamed(binding.init.object, element) && ID.test(binding.init.name) ? [index] : [])));
  const asked = new Set<Expr>();
  for (const expr of walk(fn)) {
    if (expr.kind === 'member' && isNamed(expr.object, element)) {
      if (ID.test(expr.name)) return true;
      asked.add(expr.object);
    }
    if (expr.kind === 'name' && (parts.has(expr.binding) || (expr.binding === element && !asked.has(expr)))) return true;
  }
  return false;
}

function isNamed(expr: Expr, binding: number): boolean {
  return expr.kind === 'name' && expr.binding === binding;
}
