import type { Env, Expr, ExprOf, PathValue, TypeExpr, Value } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { madeOf } from '../ir/made-of.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';

const MAX_HOPS = 6;
const ID = /^_?(?:u?u?id|pk)$/i;

/** Does a statement that looks for a row by its id get an object whose class has none? `create(dto: CreateBadge) { return this.badges.save(dto); }` */
export function insertsNew({ expr, env, concept }: FlowEvent, linker: Linker): boolean {
  if (concept?.kind !== 'access' || concept.op !== 'upsert' || !concept.byId || expr.kind !== 'call') return false;
  const given = expr.args[Number(concept.data ?? 0)];
  return given !== undefined && (lacksId(given, env, linker, 0) || areMade(given, expr, env, linker));
}

/** `rows.save(names.map((name) => rows.create({ name })))`: each is made on the way, of members that are written out, none of which is an id. */
function areMade(given: Expr, save: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  const made = madeOf(given, env);
  if (made.kind !== 'call' || made.callee.kind !== 'member' || made.callee.name !== 'map' || save.callee.kind !== 'member') return false;
  const [each] = made.args;
  const store = receiverOf(save, env);
  const answers = each?.kind === 'function' ? linker.index.returnsOf(env.file, each.fn) : [];
  return answers.length > 0 && answers.every((answer) => {
    if (answer.kind !== 'call' || answer.callee.kind !== 'member' || answer.callee.name !== 'create' || receiverOf(answer, env) !== store) return false;
    const [row] = answer.args;
    return row?.kind === 'object' && row.members.every((member) => member.kind === 'property' && !ID.test(member.key));
  });
}

function receiverOf(call: ExprOf<'call'>, { file }: Env): string {
  return calleeText(call, file).split('.').slice(0, -1).join('.');
}

function lacksId(expr: Expr, env: Env, linker: Linker, hops: number): boolean {
  if (hops > MAX_HOPS) return false;
  if (expr.kind === 'await' || expr.kind === 'cast') return lacksId(expr.value, env, linker, hops);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  if (binding?.kind !== 'param' || (binding.assigned?.length ?? 0) > 0) return false;
  const home = scopeEnv(env.file, binding.fn, env, linker);
  if (binding.declared && isWithoutId(binding.declared, home, linker)) return true;
  const arg = home.args?.[binding.index ?? 0];
  return arg?.expr !== undefined && arg.env !== undefined && !arg.spread && lacksId(arg.expr, arg.env, linker, hops + 1);
}

function isWithoutId(type: TypeExpr, { file }: Env, linker: Linker): boolean {
  const options = optionsOf(linker.typeValue(type, file));
  return options.length > 0 && options.every((option) => classLacksId(option, linker));
}

/** A class of the project, all of whose members are seen. */
function classLacksId(value: Value, linker: Linker): boolean {
  if (value.kind !== 'instance') return false;
  const { classes, library } = linker.lineage(value.of);
  const members = classes.flatMap(({ cls }) => cls.members);
  return library === undefined && classes.at(-1)?.cls.extends === undefined && members.length > 0 && !members.some(({ name }) => ID.test(name));
}

/** Steps from what an insert answers to its row: an element of a list, and what the row is known by. */
const TO_ROW = /^(?:\[\]|\d+|_?id|uuid|_?key|insertId|insertedId)$/;

/** Is it a row that this request itself inserted, or the id of one? What else the row holds the request may have said. */
export function isInsertedHere(expr: Expr, env: Env, linker: Linker): boolean {
  const options = optionsOf(linker.evaluate(expr, env));
  return options.length > 0 && options.every((option) => option.kind === 'path' && isInserted(option, linker));
}

function isInserted(path: PathValue, linker: Linker): boolean {
  const concept = linker.concept(path);
  if (concept?.kind === 'access') return concept.op === 'create';
  return path.parent !== undefined && TO_ROW.test(path.step ?? '') && isInserted(path.parent, linker);
}
