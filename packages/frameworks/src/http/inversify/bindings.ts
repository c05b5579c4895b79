import { walk, type ExprOf, type FileFacts, type Linked, type Value } from '@assay/contract';
import { optionsOf, sourcesOf } from '../../nest/values.js';

const TARGETS: ReadonlySet<string> = new Set(['to', 'toConstantValue', 'toDynamicValue', 'toFunction']);

/** What containers answer for an identifier: `container.bind(TYPES.Gate).to(Gate)`, wherever product code says so. */
export function bindingsOf(project: Linked): ReadonlyMap<string, Value> {
  const bindings = new Map<string, Value>();
  const { role } = sourcesOf(project);
  for (const file of project.files) {
    if (role(file.path) !== 'product') continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) if (expr.kind === 'call') add(expr, id, file, bindings, project);
    }
  }
  return bindings;
}

/** The identifier as one text: that of a name, of a symbol by what it was made from, of a class. */
export function identifierOf(value: Value | undefined, project: Linked): string | undefined {
  if (!value) return undefined;
  if (value.kind === 'path' && /^Symbol(?:\.for)?\(\)$/.test(value.path)) return `symbol:${project.text(project.argument(value, 0)) ?? value.key}`;
  return value.kind === 'class' ? value.key : project.text(value);
}

function add(expr: ExprOf<'call'>, id: number, file: FileFacts, bindings: Map<string, Value>, project: Linked): void {
  const { callee } = expr;
  if (callee.kind !== 'member' || !TARGETS.has(callee.name) || callee.object.kind !== 'call') return;
  const bound = callee.object;
  if (bound.callee.kind !== 'member' || bound.callee.name !== 'bind' || !bound.args[0] || !expr.args[0]) return;
  const env = project.envOf(file, id);
  const name = identifierOf(project.evaluate(bound.args[0], env), project);
  const given = project.evaluate(expr.args[0], env);
  const value = callee.name === 'toDynamicValue' && given.kind === 'function' ? project.call(given, []) : given;
  if (name !== undefined && optionsOf(value).some((option) => option.kind !== 'unknown')) bindings.set(name, value);
}
