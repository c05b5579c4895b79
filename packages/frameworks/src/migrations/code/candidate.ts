import type { Expr, ExportFact, FileFacts, FunctionFact, Range } from '@assay/contract';
import { resolve } from './resolve.js';

/** What stands under `up` or `down`. `wrapped`: the function is handed to another one, whose result is the member. */
export type Member =
  | { readonly kind: 'function'; readonly fn: FunctionFact; readonly at: Range; readonly wrapped: boolean }
  | { readonly kind: 'value'; readonly value: Expr; readonly at: Range }
  | { readonly kind: 'unseen'; readonly reason: string; readonly at: Range };

/** A module that may be a migration: it exports something as `up`, or (`single`) one function and nothing else. */
export interface Candidate {
  readonly file: FileFacts;
  readonly up: Member;
  readonly down?: Member;
  readonly single: boolean;
}

/** The candidate that a file's exports make, in any module style; `undefined` when nothing is exported as `up`. */
export function candidateOf(file: FileFacts): Candidate | undefined {
  const named = (name: string): ExportFact | undefined => file.exports.findLast((fact) => fact.name === name);
  const up = named('up');
  const down = named('down');
  if (up) return made(file, exported(up, file), down ? exported(down, file) : starred(file));
  const whole = named('=') ?? named('default');
  const value = resolve(whole?.value, file);
  if (!whole || !value) return undefined;
  const object = objectIn(value, file);
  if (object) {
    const upMember = memberOf(object, 'up', file);
    return upMember && made(file, upMember, memberOf(object, 'down', file));
  }
  const isOnly = file.exports.every((fact) => fact === whole);
  return value.kind === 'function' && isOnly ? { file, up: member(value, whole.at, file), single: true } : undefined;
}

function made(file: FileFacts, up: Member, down: Member | undefined): Candidate {
  return { file, up, ...(down ? { down } : {}), single: false };
}

function exported(fact: ExportFact, file: FileFacts): Member {
  if (!fact.value) return { kind: 'unseen', reason: 'unresolved-import', at: fact.at };
  return member(fact.value, fact.at, file);
}

/** `export * from './x'` may bring a down. */
function starred(file: FileFacts): Member | undefined {
  const star = file.exports.find((fact) => fact.name === '*');
  return star && { kind: 'unseen', reason: 'unresolved-import', at: star.at };
}

/** An object literal, or the one that a call is given (`defineMigration({ up, down })`). */
function objectIn(value: Expr, file: FileFacts): Extract<Expr, { kind: 'object' }> | undefined {
  if (value.kind === 'object') return value;
  if (value.kind !== 'call') return undefined;
  const argument = value.args.map((arg) => resolve(arg, file)).find((arg) => arg?.kind === 'object');
  return argument?.kind === 'object' ? argument : undefined;
}

function memberOf(object: Extract<Expr, { kind: 'object' }>, name: string, file: FileFacts): Member | undefined {
  const own = object.members.findLast((item) => item.kind === 'property' && item.key === name);
  if (own) return member(own.value, own.at, file);
  const open = object.members.find((item) => item.kind === 'spread' || item.kind === 'computed');
  return open && name === 'down' ? { kind: 'unseen', reason: 'spread-args', at: open.at } : undefined;
}

/** Reads a member's value: a function of this file, a function in a wrapper's arguments, or whatever else it is. */
export function member(expr: Expr, at: Range, file: FileFacts): Member {
  const value = resolve(expr, file) ?? expr;
  const direct = functionOf(value, file);
  if (direct) return { kind: 'function', fn: direct, at: direct.at, wrapped: false };
  const argument = value.kind === 'call' ? value.args.map((arg) => functionOf(resolve(arg, file), file)).find((fn) => fn) : undefined;
  return argument ? { kind: 'function', fn: argument, at, wrapped: true } : { kind: 'value', value, at };
}

function functionOf(expr: Expr | undefined, file: FileFacts): FunctionFact | undefined {
  return expr?.kind === 'function' ? file.functions[expr.fn] : undefined;
}
