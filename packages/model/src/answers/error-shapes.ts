import { walk, weakMemo, type ClassValue, type Env, type ErrorShape, type Expr, type Value } from '@assay/contract';
import { madeOf } from '../ir/made-of.js';
import { writesOn } from '../ir/writes-on.js';
import type { Linker } from '../link/linker.js';
import { optionsOf, textOf } from '../link/values.js';
import { isNarrowed, testsAround } from './error-checks.js';
import { isException } from './exposure.js';
import { serialised } from './serialised.js';

const OPAQUE: ErrorShape = { kind: 'unknown', reason: 'opaque-body' };

/** The body that an expression renders: the first of its possible values that is known. */
export function shapeOf(expr: Expr, env: Env, linker: Linker): ErrorShape {
  const shapes = optionsOf(linker.evaluate(expr, env)).map((value) => shapeOfValue(value, linker));
  const known = shapes.find((shape) => shape.kind !== 'unknown') ?? shapeOfNarrowed(expr, env, linker);
  if (!known && isException(expr, env, linker) && !isNarrowed(expr, env) && !buildsEnvelopes(linker)) return { kind: 'exception' };
  if (!known) return expr.kind === 'template' ? textShape(expr.quasis[0]) : expr.kind === 'binary' || isMessage(expr, env, linker) ? { kind: 'text' } : OPAQUE;
  return known.kind === 'object' ? completed(known, expr, env) : known;
}

/** `if (error instanceof Refused) return res.status(error.status).json(error.toBody())`: what the method of that class answers. */
function shapeOfNarrowed(expr: Expr, env: Env, linker: Linker): ErrorShape | undefined {
  const made = madeOf(expr, env);
  if (made.kind !== 'call' || made.callee.kind !== 'member' || !isException(made.callee.object, env, linker)) return undefined;
  const cls = narrowedClass(made.callee.object, made, env, linker);
  const method = cls && linker.member(linker.instanceOf(cls), made.callee.name);
  if (method?.kind !== 'function') return undefined;
  const shapes = optionsOf(linker.call(method, [])).map((value) => shapeOfValue(value, linker));
  return shapes.find((shape) => shape.kind !== 'unknown');
}

/** `res.send(error.message)`, `res.send(error.toString())`, also by a name. */
function isMessage(expr: Expr, env: Env, linker: Linker): boolean {
  const made = madeOf(expr, env);
  if (made.kind === 'call') return made.callee.kind === 'member' && made.callee.name === 'toString' && isException(made.callee.object, env, linker);
  return made.kind === 'member' && made.name === 'message' && isException(made.object, env, linker);
}

/** The class of the project that a check around the place found the error to be of. */
function narrowedClass(error: Expr, place: Expr, env: Env, linker: Linker): ClassValue | undefined {
  const binding = error.kind === 'name' ? error.binding : undefined;
  const asked = testsAround(place, env).flatMap((test) => (test.kind === 'binary' && test.op === 'instanceof' && test.left.kind === 'name' && test.left.binding === binding ? optionsOf(linker.evaluate(test.right, env)) : []));
  return asked.find((option) => option.kind === 'class');
}

/** `const body = {}; body.title = ..`: what is put on the object afterwards belongs to it. */
function completed(shape: Extract<ErrorShape, { kind: 'object' }>, expr: Expr, env: Env): ErrorShape {
  const added = writesOn(expr, env).map((write) => write.name);
  return added.length === 0 ? shape : { ...shape, keys: [...new Set([...shape.keys, ...added])] };
}

/** The body that a value renders. */
export function shapeOfValue(value: Value, linker: Linker): ErrorShape {
  switch (value.kind) {
    case 'const': return value.value === undefined || value.value === null ? { kind: 'empty' } : textShape(value.value);
    case 'array': return { kind: 'text' };
    case 'object': return membersShape(value, linker);
    case 'instance': {
      const method = linker.member(value, 'toJSON');
      return method.kind === 'function' ? shapeOfValue(optionsOf(linker.call(method, []))[0] ?? method, linker) : membersShape(value, linker);
    }
    case 'path': {
      const inner = value.root === '#global' && value.path === 'JSON.stringify()' ? linker.argument(value, 0) : undefined;
      if (isBrought(value) && linker.dependsOn('@nestjs/common') && !buildsEnvelopes(linker)) return NEST_DEFAULT;
      if (isFormatted(value)) return { kind: 'object', keys: ['code', 'message'], codeKnown: false };
      return inner ? shapeOfValue(inner, linker) : isTranslation(value) ? { kind: 'text' } : OPAQUE;
    }
    default: return OPAQUE;
  }
}

/** What Nest renders, and what an exception of Nest brings unless it was made with another body. https://docs.nestjs.com/exception-filters */
const NEST_DEFAULT: Extract<ErrorShape, { kind: 'object' }> = { kind: 'object', keys: ['statusCode', 'message', 'error'], codeKnown: false, errorText: '' };

/** `exception.getResponse()` of a filter. */
function isBrought(value: Value): boolean {
  return value.kind === 'path' && value.root === '#error' && value.path === 'getResponse()';
}

/** `{ path, ...exception.getResponse() }` of a filter: what it adds, and what Nest's exceptions bring. */
function addsToBrought(value: Value, linker: Linker): ErrorShape | undefined {
  if (value.kind !== 'object' || !linker.dependsOn('@nestjs/common') || buildsEnvelopes(linker)) return undefined;
  const spreads = value.node.members.flatMap((member) => (member.kind === 'spread' ? [optionsOf(linker.evaluate(member.value, value.env))] : []));
  const isKnown = spreads.every((options) => options.every((option) => isBrought(option) || serialised(option, linker) !== undefined));
  if (!isKnown || !spreads.some((options) => options.some(isBrought))) return undefined;
  return { ...NEST_DEFAULT, keys: [...new Set([...linker.properties(value).keys(), ...NEST_DEFAULT.keys])] };
}

/** Does the project write the envelope anywhere? Its exceptions may bring it. */
const buildsEnvelopes = weakMemo((linker: Linker): boolean => [...linker.files].some((file) => file.functions.some((fn) => [...walk(fn)].some(isEnvelope))));

/** `{ error: { code, .. } }`, or an `error` that something else makes. */
function isEnvelope(expr: Expr): boolean {
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && member.key === 'error' && member.value.kind === 'object' && member.value.members.some((inner) => inner.kind === 'property' && inner.key === 'code'));
}

/** A document with tags is a page, or what a protocol of XML prescribes. */
function textShape(text: unknown): ErrorShape {
  return { kind: typeof text === 'string' && /^\s*<[!?a-z]/i.test(text) ? 'page' : 'text' };
}

/** `res.__('message')`, `i18n.t('key')`. */
function isTranslation(value: Extract<Value, { kind: 'path' }>): boolean {
  return value.step === '()' && /^(?:__n?|t|translate|getReasonPhrase)$/.test(value.parent?.step ?? '');
}

/** The body of which an expression is this member: what a formatter puts into `data` or `extensions` counts as the error's own. */
export function memberShape(under: string, expr: Expr, env: Env, linker: Linker): ErrorShape {
  const values = optionsOf(linker.evaluate(expr, env));
  const object = values.find((value) => value.kind === 'object');
  const shape = object ? formattedShape(object, linker) : shapeOf(expr, env, linker);
  return shape.kind === 'object' ? { kind: 'object', keys: [under], codeKnown: shape.codeKnown, error: shape.keys } : shape;
}

/** What a formatter is given to work on: every framework's own error has a message and a code. */
function isFormatted(value: Value): boolean {
  return value.kind === 'path' && value.root === '#formatted' && (value.path === '' || value.path === 'shape');
}

function membersShape(value: Value, linker: Linker): ErrorShape {
  const properties = serialised(value, linker);
  if (!properties) return addsToBrought(value, linker) ?? OPAQUE;
  const error = properties.get('error');
  const inner = error && (serialised(error, linker) ?? (error.kind === 'object' ? linker.properties(error) : undefined));
  const code = textOf(inner?.get('code'));
  const errorText = textOf(error);
  return {
    kind: 'object', keys: [...properties.keys()], codeKnown: code !== undefined, ...(inner ? { error: [...inner.keys()] } : {}), ...(code === undefined ? {} : { code }), ...(errorText === undefined ? {} : { errorText }),
  };
}

/** `{ ...shape, data: { ...shape.data, correlationId } }` */
function formattedShape(value: Extract<Value, { kind: 'object' }>, linker: Linker): ErrorShape {
  const spreads = value.node.members.flatMap((member) => (member.kind === 'spread' ? [linker.evaluate(member.value, value.env)] : []));
  if (spreads.some((spread) => spread.kind !== 'object' && !isFormatted(spread))) return OPAQUE;
  const properties = linker.properties(value);
  const nested = ['data', 'extensions'].flatMap((name) => [...linker.properties(properties.get(name) ?? value).keys()]);
  return { kind: 'object', keys: [...new Set([...(spreads.some(isFormatted) ? ['code', 'message'] : []), ...properties.keys(), ...nested])], codeKnown: false };
}
