import { weakMemo, type Concept, type Expr, type ExprOf, type FileFacts, type Linked, type PathValue } from '@assay/contract';

/** Objects that all responses of Express have their methods from. */
const PROTOTYPES: ReadonlySet<string> = new Set(['response', 'default.response', 'default().response', 'express().response']);
const STATUS: ReadonlySet<string> = new Set(['status', 'code']);
const SENDS: ReadonlySet<string> = new Set(['send', 'json', 'jsonp']);

/** `res.refuse(body)` where the project gave all responses such a method that only sends its argument with a status: `express.response.refuse = function (body) { this.status(400).send(body); }`. */
export function ownResponseMethod(path: PathValue, project: Linked): Concept | undefined {
  const name = path.step === '()' ? path.parent?.step : undefined;
  const fixed = name === undefined ? undefined : methodsOf(project).get(name);
  return fixed === undefined ? undefined : { kind: 'respond', fixed, body: 0, bare: true };
}

/** The statuses that such methods answer with, by name. */
const methodsOf = weakMemo((project: Linked): ReadonlyMap<string, number> => new Map(project.dependsOn('express') ? project.files.flatMap((file) => definedIn(file, project)) : []));

function definedIn(file: FileFacts, project: Linked): readonly (readonly [string, number])[] {
  return file.writes.flatMap(({ object, name, value, fn }) => {
    if (value.kind !== 'function' || name === '[]' || (object.kind !== 'name' && object.kind !== 'member')) return [];
    const target = project.evaluate(object, project.envOf(file, fn));
    if (target.kind !== 'path' || target.root !== 'express' || !PROTOTYPES.has(target.path)) return [];
    const status = sentWith(value.fn, file);
    return status === undefined ? [] : [[name, status] as const];
  });
}

/** The status of the only thing that a function does: `return this.status(400).json(body)` of its first parameter. */
function sentWith(id: number, file: FileFacts): number | undefined {
  const fn = file.functions[id];
  const [only, ...others] = fn?.body ?? [];
  const sent = only?.kind === 'expr' || only?.kind === 'return' ? only.value : undefined;
  if (others.length > 0 || sent?.kind !== 'call' || sent.callee.kind !== 'member' || !SENDS.has(sent.callee.name)) return undefined;
  const [body] = sent.args;
  return body?.kind === 'name' && body.binding === fn?.params[0]?.binding ? statusIn(sent.callee.object) : undefined;
}

function statusIn(expr: Expr): number | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !STATUS.has(expr.callee.name) || !isThis(expr.callee)) return undefined;
  const [status] = expr.args;
  return status?.kind === 'literal' && typeof status.value === 'number' ? status.value : undefined;
}

function isThis({ object }: ExprOf<'member'>): boolean {
  return object.kind === 'this';
}
