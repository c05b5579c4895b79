import type { Env, Expr, ExprOf, ObjectValue, PathValue, Value } from '@assay/contract';
import { importedExpr } from '../link/exports.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf, textOf } from '../link/values.js';

/** Stands in a text for what is not known of it. */
export const HOLE = '\u0000';

const MOST_TEXTS = 24;
const DEEPEST = 12;

/** An expression where it is to be read. */
export interface Said { readonly expr: Expr; readonly env: Env }

/** The texts that an expression may be, with holes where a part is not decided. Constants first; then the way that the text is put together is followed. */
export function textsOf({ expr, env }: Said, linker: Linker, depth = 0): readonly string[] {
  const options = optionsOf(linker.evaluate(expr, env)).map(constantText);
  if (options.every((option) => option !== undefined)) return options;
  if (depth > DEEPEST) return [HOLE];
  const next = (inner: Expr, where: Env = env): readonly string[] => textsOf({ expr: inner, env: where }, linker, depth + 1);
  switch (expr.kind) {
    case 'template': return expr.tag ? [expr.quasis.join(HOLE)] : expr.holes.reduce<readonly string[]>((texts, hole, index) => joined(texts, next(hole), expr.quasis[index + 1] ?? ''), [expr.quasis[0] ?? '']);
    case 'binary': return expr.op === '+' ? joined(next(expr.left), next(expr.right), '') : [HOLE];
    case 'await': case 'cast': case 'assign': return next(expr.value);
    case 'conditional': return distinct([...next(expr.then), ...next(expr.else)]);
    case 'logical': return distinct([...(expr.op === '&&' ? [] : next(expr.left)), ...next(expr.right)]);
    case 'name': return ofName(expr, env, linker, next);
    case 'member': return ofMember(expr, env, linker, next);
    case 'call': case 'new': return ofCall(expr, env, linker, next);
    default: return [HOLE];
  }
}

type Next = (expr: Expr, env?: Env) => readonly string[];

function ofName(expr: ExprOf<'name'>, env: Env, linker: Linker, next: Next): readonly string[] {
  const binding = env.file.bindings[expr.binding];
  if (!binding) return [HOLE];
  const home = scopeEnv(env.file, binding.fn, env, linker);
  if (binding.kind === 'param') {
    const param = home.fn.params.find((candidate) => candidate.binding === expr.binding);
    const given = home.args?.[binding.index ?? 0];
    if (given?.expr && given.env && !given.spread && !param?.rest) return next(given.expr, given.env);
    return param?.default && !given ? next(param.default, home) : [HOLE];
  }
  if (binding.imported) {
    const there = importedExpr(binding.imported, env.file, linker.index);
    return there ? next(there.expr, linker.envOf(there.file, 0)) : [HOLE];
  }
  const inits = [binding.init, ...(binding.assigned ?? [])].flatMap((init) => init ?? []);
  return inits.length === 0 || inits.length > 6 ? [HOLE] : distinct(inits.flatMap((init) => next(init, home)));
}

/** A member of a literal, put together where the literal stands. */
function ofMember(expr: ExprOf<'member'>, env: Env, linker: Linker, next: Next): readonly string[] {
  if (expr.name === 'href') return next(expr.object);
  const found = optionsOf(linker.evaluate(expr.object, env)).flatMap((option) => memberSaid(option, expr.name, linker));
  return found.length === 0 ? [HOLE] : distinct(found.flatMap((said) => next(said.expr, said.env)));
}

/**
 * Where an object literal says a member, also through what is spread into it: in the end perhaps itself, where a variable is merged into what it held. Each literal
 * is read once.
 */
export function memberSaid(value: Value, name: string, linker: Linker, known = new Map<Value, readonly Said[]>()): readonly Said[] {
  if (value.kind !== 'object') return [];
  const before = known.get(value);
  if (before) return before;
  known.set(value, []);
  const said = saidIn(value, name, linker, known);
  known.set(value, said);
  return said;
}

function saidIn(value: ObjectValue, name: string, linker: Linker, known: Map<Value, readonly Said[]>): readonly Said[] {
  for (const member of value.node.members.toReversed()) {
    if ((member.kind === 'property' || member.kind === 'getter') && member.key === name) return [{ expr: member.value, env: value.env }];
    if (member.kind !== 'spread') continue;
    const inner = new Set(optionsOf(linker.evaluate(member.value, value.env)).flatMap((option) => memberSaid(option, name, linker, known)));
    if (inner.size > 0) return [...inner];
  }
  return [];
}

const SAME: ReadonlySet<string> = new Set(['toString', 'trim', 'href', 'concat', 'toLowerCase']);
const OF_ARGUMENT: ReadonlySet<string> = new Set(['String', 'encodeURI', 'URL.new', 'new URL']);

function ofCall(expr: ExprOf<'call'> | ExprOf<'new'>, env: Env, linker: Linker, next: Next): readonly string[] {
  const { callee, args } = expr;
  const [first] = args;
  if (callee.kind === 'member' && expr.kind === 'call') {
    if (callee.name === 'replace' || callee.name === 'replaceAll') return next(callee.object).map((text) => replaced(text, first ? next(first)[0] : undefined));
    if (callee.name === 'concat' && first) return joined(next(callee.object), next(first), '');
    if (callee.name === 'join' && callee.object.kind === 'array') return joinedBy(callee.object.items.map((item) => next(item)), first ? next(first)[0] ?? ',' : ',');
    if (SAME.has(callee.name)) return next(callee.object);
  }
  const name = callee.kind === 'global' ? callee.name : undefined;
  if (name === 'URL' && first) return next(first);
  if (name !== undefined && OF_ARGUMENT.has(name) && first) return next(first);
  const texts = optionsOf(linker.evaluate(callee, env)).flatMap((option): readonly string[] => {
    if (option.kind !== 'function') return [];
    const inside = linker.activate(option, args.some(({ kind }) => kind === 'spread') ? undefined : args.map((arg) => linker.arg(arg, env)), expr, env);
    return linker.index.returnsOf(option.file, option.id).slice(0, 4).flatMap((returned) => next(returned, inside));
  });
  return texts.length === 0 ? [HOLE] : distinct(texts);
}

/** `path.replace(':id', id)`. */
function replaced(text: string, what: string | undefined): string {
  return what === undefined || what === '' || what.includes(HOLE) ? text : text.replaceAll(what, HOLE);
}

function joinedBy(parts: readonly (readonly string[])[], separator: string): readonly string[] {
  return parts.reduce<readonly string[]>((texts, part, index) => joined(texts, index === 0 ? part : part.map((text) => separator + text), ''), ['']);
}

function joined(heads: readonly string[], tails: readonly string[], end: string): readonly string[] {
  return distinct(heads.flatMap((head) => tails.map((tail) => head + tail + end)));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].slice(0, MOST_TEXTS);
}

function constantText(value: Value): string | undefined {
  if (value.kind === 'path') return taggedText(value);
  return textOf(value);
}

/** A tagged template without holes, such as a GraphQL document. */
function taggedText({ step, call }: PathValue): string | undefined {
  return step === '()' && call?.node.kind === 'template' && call.node.quasis.length === 1 ? call.node.quasis[0] : undefined;
}
