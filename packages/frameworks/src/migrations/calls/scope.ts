import type { ClassFact, Expr, FileFacts, Linked, Value } from '@assay/contract';

/** Where expressions are read: a file, with what the parameters and loop variables of one activation stand for. */
export interface Scope {
  readonly file: FileFacts;
  readonly project: Linked;
  readonly bound: ReadonlyMap<number, Ref>;
  /** Bindings that are the database, or what the tool hands over as such. */
  readonly handles: ReadonlySet<number>;
  /** The class of `this`. */
  readonly self?: ClassFact;
}

/** An expression and where it is to be read. */
export interface Ref {
  readonly expr: Expr;
  readonly scope: Scope;
}

const LIMIT = 12;

/** Follows names, casts and `await` to what was written, across files where the name is imported. */
export function resolved(ref: Ref, left = LIMIT): Ref {
  const { expr, scope } = ref;
  if (left === 0) return ref;
  if (expr.kind === 'cast' || expr.kind === 'await' || expr.kind === 'assign') return resolved({ expr: expr.value, scope }, left - 1);
  if (expr.kind === 'name') {
    const bound = scope.bound.get(expr.binding);
    if (bound) return resolved(bound, left - 1);
    const binding = scope.file.bindings[expr.binding];
    if (binding?.init && !binding.assigned?.length && binding.kind !== 'param') return resolved({ expr: binding.init, scope }, left - 1);
    return binding?.imported ? elsewhere(ref) : ref;
  }
  return expr.kind === 'member' ? memberOf(ref, left) : ref;
}

/** A property of an object literal in sight, or what a class sets its own property to. */
function memberOf(ref: Ref, left: number): Ref {
  if (ref.expr.kind !== 'member') return ref;
  const { name, object: of } = ref.expr;
  const own = of.kind === 'this' ? ref.scope.self?.members.find((member) => member.name === name && !member.static)?.init : undefined;
  if (own) return resolved({ expr: own, scope: ref.scope }, left - 1);
  const object = resolved({ expr: of, scope: ref.scope }, left - 1);
  const found = object.expr.kind === 'object' ? object.expr.members.findLast((item) => item.kind === 'property' && item.key === name) : undefined;
  if (found?.kind === 'property') return resolved({ expr: found.value, scope: object.scope }, left - 1);
  return hasHandle(object) ? ref : elsewhere(ref);
}

/** What the linker makes of the expression. */
function elsewhere(ref: Ref): Ref {
  const { project, file } = ref.scope;
  return fromValue(project.evaluate(ref.expr, project.envOf(file, 0)), ref);
}

function fromValue(value: Value, ref: Ref): Ref {
  const at = ref.expr.at;
  if (value.kind === 'const' && value.value !== undefined) return { expr: { kind: 'literal', value: value.value, at }, scope: ref.scope };
  if (value.kind === 'object') return { expr: value.node, scope: scopeOf(value.file, ref.scope.project) };
  if (value.kind === 'function') return { expr: { kind: 'function', fn: value.id, at: value.fn.at }, scope: scopeOf(value.file, ref.scope.project) };
  return ref;
}

/** A file's own scope: nothing bound. */
export function scopeOf(file: FileFacts, project: Linked): Scope {
  return { file, project, bound: new Map(), handles: new Set() };
}

/** The text of a string, of a template whose holes are known, of a sum; `undefined` for anything else. */
export function textOf(ref: Ref | undefined): string | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  if (expr.kind === 'literal') return typeof expr.value === 'string' ? expr.value : undefined;
  if (expr.kind === 'template' && !expr.tag) {
    const holes = expr.holes.map((hole) => textOf({ expr: hole, scope }));
    return holes.some((hole) => hole === undefined) ? undefined : expr.quasis.map((text, index) => `${text}${holes[index] ?? ''}`).join('');
  }
  if (expr.kind !== 'binary' || expr.op !== '+') return undefined;
  const left = textOf({ expr: expr.left, scope });
  const right = textOf({ expr: expr.right, scope });
  return left === undefined || right === undefined ? undefined : left + right;
}

/** The value of a literal; `undefined` where it is none. */
export function literalOf(ref: Ref | undefined): string | number | boolean | null | undefined {
  const found = ref && resolved(ref).expr;
  return found?.kind === 'literal' ? found.value : undefined;
}

/** The properties of an object literal, spreads of literals included; `undefined` when something in it cannot be seen. */
export function propertiesOf(ref: Ref | undefined): ReadonlyMap<string, Ref> | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  if (expr.kind !== 'object') return undefined;
  const found = new Map<string, Ref>();
  for (const member of expr.members) {
    if (member.kind === 'property') found.set(member.key, { expr: member.value, scope });
    else if (member.kind === 'spread') {
      const inner = propertiesOf({ expr: member.value, scope });
      if (!inner) return undefined;
      for (const [key, value] of inner) found.set(key, value);
    } else if (member.kind === 'computed') {
      const key = textOf({ expr: member.key, scope });
      if (key === undefined) return undefined;
      found.set(key, { expr: member.value, scope });
    }
  }
  return found;
}

/** The items of an array literal; `undefined` when some cannot be seen. */
export function itemsOf(ref: Ref | undefined): readonly Ref[] | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  if (expr.kind !== 'array') return undefined;
  const found: Ref[] = [];
  for (const item of expr.items) {
    if (item.kind !== 'spread') found.push({ expr: item, scope });
    else {
      const inner = itemsOf({ expr: item.value, scope });
      if (!inner) return undefined;
      found.push(...inner);
    }
  }
  return found;
}

/** One text, or a list of texts. */
export function textsOf(ref: Ref | undefined): readonly string[] | undefined {
  const one = textOf(ref);
  if (one !== undefined) return [one];
  const items = itemsOf(ref)?.map((item) => textOf(item));
  return items && items.every((item) => item !== undefined) ? items : undefined;
}

/** Is it the database handle, or reached through it? */
export function hasHandle({ expr, scope }: Ref): boolean {
  if (expr.kind === 'name') {
    if (scope.handles.has(expr.binding)) return true;
    const bound = scope.bound.get(expr.binding);
    if (bound) return hasHandle(bound);
    const init = scope.file.bindings[expr.binding]?.init;
    return init !== undefined && scope.file.bindings[expr.binding]?.kind !== 'param' && (init.kind === 'member' || init.kind === 'name' || init.kind === 'await' || init.kind === 'call') && hasHandle({ expr: init, scope });
  }
  if (expr.kind === 'member' || expr.kind === 'index') return hasHandle({ expr: expr.object, scope });
  if (expr.kind === 'call') return hasHandle({ expr: expr.callee, scope });
  return expr.kind === 'await' || expr.kind === 'cast' ? hasHandle({ expr: expr.value, scope }) : expr.kind === 'this';
}
