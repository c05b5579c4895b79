import { walkExpr, type Env, type Expr, type FileFacts, type FunctionFact, type Range, type Stmt, type Value, type WriteFact } from '@assay/contract';
import { madeOf } from '../ir/made-of.js';
import type { Link } from './link.js';
import { iteratedBy } from './iterated.js';
import { holderOf } from './receivers.js';
import { scopeEnv } from './scope-env.js';
import { turnedOver } from './turned-over.js';
import { functionOf, optionsOf, textOf, UNDEFINED, unionOf } from './values.js';

const MAX_TURNS = 200;

/**
 * What an object has under `name` when it is filled by a loop over a known list, `for (const file of files) db[model.name] = model`: the value of
 * the turn whose key is that name. A key that is not decidable (`model.name`, `capitalized(model.name)`) is the name that the value was made with, however it is spelled. Undefined
 * when the list is not known, `undefined` as a value where all that is put in has a name and none is this one.
 */
export function filledMember(file: FileFacts, writes: readonly WriteFact[], name: string, around: Env, link: Link): Value | undefined {
  const made: Value[] = [];
  let open = writes.length === 0;
  for (const write of writes) {
    const turns = turnsOf(file, write, around, link);
    if (!turns) return undefined;
    open ||= turns.length === 0;
    for (const env of turns) {
      const key = write.key && textOf(link.evaluate(write.key, env));
      open ||= key !== undefined;
      if (key !== undefined && key !== name) continue;
      const value = link.evaluate(write.value, env);
      made.push(...optionsOf(value).filter((option) => key === name || isSpelled(nameOf(option, link), name)));
      open ||= write.key === undefined || !asksName(write.key, env) || optionsOf(value).some((option) => nameOf(option, link) === undefined);
    }
  }
  return made.length > 0 ? unionOf(made) : open ? undefined : UNDEFINED;
}

/** `model.name`, `capitalized(model.name)` */
function asksName(key: Expr, env: Env): boolean {
  return walkExpr(madeOf(key, env)).some((expr) => expr.kind === 'member' && expr.name === 'name');
}

/** All that loops over known lists put into an object, by names that the code decides. */
export function filledMembers(file: FileFacts, writes: readonly WriteFact[], around: Env, link: Link): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const write of writes) {
    for (const env of turnsOf(file, write, around, link) ?? []) {
      const key = write.key && textOf(link.evaluate(write.key, env));
      if (key !== undefined) found.set(key, link.evaluate(write.value, env));
    }
  }
  return found;
}

/** The activations in which a write (or a call) happens, one for each element of the list that the code around it runs over. */
export function turnsOf(file: FileFacts, write: Pick<WriteFact, 'fn' | 'at'>, around: Env, link: Link): readonly Env[] | undefined {
  const fn = file.functions[write.fn];
  if (!fn) return undefined;
  const home = scopeEnv(file, write.fn, around, link);
  return turnsOfLoop(fn, write.at, home, link) ?? turnsOfCallback(file, write.fn, around, link);
}

function turnsOfLoop(fn: FunctionFact, at: Range, env: Env, link: Link): readonly Env[] | undefined {
  const loop = loopAround(fn.body, at);
  const binding = loop?.bindings[0];
  const items = loop && turnedOver(loop, env, link);
  if (!loop || binding === undefined || !items || items.length > MAX_TURNS) return undefined;
  return items.map((item, index) => link.derive(env, `${loop.at[0]}[${index}]=${item.key}`, { bound: new Map([...(env.bound ?? []), [binding, item] as const]), unrolled: { from: env, at: loop.at } }));
}

/** Does a write (or a call) happen in a loop statement of its function? */
export function isInLoop(file: FileFacts, { fn, at }: Pick<WriteFact, 'fn' | 'at'>): boolean {
  return loopAround(file.functions[fn]?.body ?? [], at) !== undefined;
}

type Loop = Extract<Stmt, { kind: 'loop' }>;

function loopAround(statements: readonly Stmt[], at: Range): Loop | undefined {
  const around = statements.find((statement) => statement.at[0] <= at[0] && at[1] <= statement.at[1]);
  switch (around?.kind) {
    case 'loop': return loopAround(around.body, at) ?? around;
    case 'if': return loopAround([...around.then, ...around.else], at);
    case 'try': return loopAround([...around.body, ...(around.handler ?? []), ...(around.finalizer ?? [])], at);
    case 'labeled': return loopAround(around.body, at);
    default: return undefined;
  }
}

/** `files.forEach((file) => ..)`, `_.each(files, (file) => ..)`. */
function turnsOfCallback(file: FileFacts, fn: number, around: Env, link: Link): readonly Env[] | undefined {
  const holder = holderOf(file, fn);
  if (!holder || holder.inObject || holder.expr.kind !== 'call') return undefined;
  const home = scopeEnv(file, holder.fn, around, link);
  const iterated = iteratedBy(holder.expr, home, link);
  if (!iterated || iterated.turns.length > MAX_TURNS || iterated.callback?.kind !== 'function' || iterated.callback.fn !== fn) return undefined;
  const callback = functionOf(file, fn, home);
  return iterated.turns.map((values) => link.activate(callback, values.map((value) => ({ value, labels: 0 }))));
}

/** A class or a function has its name, what a library made the name it was given: `sequelize.define('Invoice', ..)`. */
function nameOf(value: Value, link: Link): string | undefined {
  if (value.kind === 'class') return value.cls.name;
  if (value.kind === 'function') return value.fn.name;
  const first = value.kind === 'path' && value.call && value.call.node.kind !== 'template' ? value.call.node.args[0] : undefined;
  return first !== undefined && value.kind === 'path' && value.call !== undefined ? textOf(link.evaluate(first, value.call.env)) : undefined;
}

/** `LoadingDock` and `loading_dock` are one name. */
function isSpelled(given: string | undefined, name: string): boolean {
  return given !== undefined && (given === name || plain(given) === plain(name));
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}
