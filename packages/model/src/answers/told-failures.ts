import { walkExpr, type Endpoint, type Env, type Expr, type ExprOf } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionsOf } from './entry-flow.js';
import { exposureOf, isException } from './exposure.js';

const MAX_DEPTH = 6;

const SUCCESS = /^(?:success(?:ful)?|succeeded|ok|status|result|valid)$/i;
const FAILED = /^(?:err(?:or)?|fail(?:ed|ure)?|ko)$/i;
const FAILURE = /^(?:err(?:or)?s?|err(?:or)?_?(?:msg|message|text)|failure|failed|fail)$/i;

/** `res.json({ success: false, message: error.message })`: an answer with a status of success whose body says that it failed, and why in the words of an exception. */
export function failureTold({ body, concept }: FlowEvent, linker: Linker): Made | undefined {
  return body === undefined || concept?.kind !== 'respond' ? undefined : objectsOf(body.expr, body.env, linker, 0).find((one) => isFailure(one, linker));
}

/** The same where what the handler returns is the answer: the objects in it that say so. */
export function returnedFailures({ handler }: Endpoint, linker: Linker): readonly Made[] {
  if (handler?.protocol.continues !== 'return' || handler.protocol.ownPages === true) return [];
  const functions = optionsOf(handler.value).flatMap((option) => functionsOf(option, handler.protocol.method, linker));
  return functions.flatMap((fn) => answersOf(fn.file, fn.id, linker.envOf(fn.file, fn.id), linker, 0)).filter((one) => isFailure(one, linker));
}

/** `res.send(err)`: nothing but the error, or a text that tells it. */
export function isErrorAlone({ body, concept }: FlowEvent, linker: Linker): boolean {
  if (concept?.kind !== 'respond' || !body) return false;
  if (body.expr.kind === 'template' || body.expr.kind === 'binary') return exposureOf(body.expr, body.env, linker) !== undefined;
  return body.expr.kind === 'name' && isException(body.expr, body.env, linker) && exposureOf(body.expr, body.env, linker) !== undefined;
}

/** An object that is put together here. */
export interface Made { readonly expr: ExprOf<'object'>; readonly env: Env }

function isFailure({ expr, env }: Made, linker: Linker): boolean {
  return saysSo(expr) && exposureOf(expr, env, linker) !== undefined && !isAboutMany(expr, env);
}

/** The objects that an expression may come to: by names that are set once, and by functions of the project. */
function objectsOf(expr: Expr, env: Env, linker: Linker, depth: number): readonly Made[] {
  const again = (next: Expr): readonly Made[] => objectsOf(next, env, linker, depth);
  if (depth > MAX_DEPTH) return [];
  switch (expr.kind) {
    case 'object': return [{ expr, env }];
    case 'await': case 'cast': return again(expr.value);
    case 'conditional': return [...again(expr.then), ...again(expr.else)];
    case 'name': {
      const binding = env.file.bindings[expr.binding];
      const isOwn = binding?.init !== undefined && (binding.assigned ?? []).length === 0 && env.file.functions[binding.fn] === env.fn;
      return isOwn && binding.init ? objectsOf(binding.init, env, linker, depth + 1) : [];
    }
    case 'call': return optionsOf(linker.evaluate(expr.callee, env)).flatMap((callee) => (
      callee.kind === 'function' ? answersOf(callee.file, callee.id, linker.activate(callee, expr.args.map((arg) => linker.arg(arg, env))), linker, depth + 1) : []));
    default: return [];
  }
}

function answersOf(file: Env['file'], id: number, env: Env, linker: Linker, depth: number): readonly Made[] {
  return linker.index.returnsOf(file, id).flatMap((returned) => objectsOf(returned, env, linker, depth));
}

/** A member that says so: `success: false`, `status: 'error'`, `error: ..`. */
function saysSo(expr: Extract<Expr, { kind: 'object' }>): boolean {
  return expr.members.some((member) => {
    if (member.kind !== 'property') return false;
    if (FAILURE.test(member.key)) return true;
    if (!SUCCESS.test(member.key) || member.value.kind !== 'literal') return false;
    return member.value.value === false || member.value.value === 0 || (typeof member.value.value === 'string' && FAILED.test(member.value.value));
  });
}

/** A report on many things, some of which failed. */
function isAboutMany(expr: Expr, env: Env): boolean {
  return walkExpr(expr).some((inner) => inner.kind === 'spread' || (inner.kind === 'name' && env.file.bindings[inner.binding]?.init?.kind === 'array'));
}
