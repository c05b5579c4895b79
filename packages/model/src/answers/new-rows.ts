import type { Env, Expr, PathValue, TypeExpr, Value } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';

const MAX_HOPS = 6;
const ID = /^_?(?:u?u?id|pk)$/i;

/** Does a statement that looks for a row by its id get an object whose class has none? `create(dto: CreateBadge) { return this.badges.save(dto); }` */
export function insertsNew({ expr, env, concept }: FlowEvent, linker: Linker): boolean {
  if (concept?.kind !== 'access' || concept.op !== 'upsert' || !concept.byId || expr.kind !== 'call') return false;
  const given = expr.args[Number(concept.data ?? 0)];
  return given !== undefined && lacksId(given, env, linker, 0);
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
