import type { CallExpr, Expr, FileFacts, PathValue, Value } from '@assay/contract';
import type { Linker } from './link/linker.js';
import { optionsOf } from './link/values.js';

/** What a value is called in messages: `UserController.create`, `requireRole`, `passport.authenticate`. */
export function labelOf(value: Value, project: Linker): string {
  const first = optionsOf(value)[0];
  switch (first?.kind) {
    case 'function': return functionLabel(first.file, first.id);
    case 'class': return first.cls.name;
    case 'instance': return first.of.cls.name;
    case 'path': return pathLabel(first);
    case 'object': case 'module': return project.spanOfValue(first)?.path ?? 'object';
    case 'const': return String(first.value);
    case 'unknown': return 'unknown';
    default: return first?.kind ?? 'unknown';
  }
}

/** A function's name with its class: `OrderService.create`; an anonymous one is named after what holds it. */
export function functionLabel(file: FileFacts, id: number): string {
  const fn = file.functions[id];
  if (!fn) return 'function';
  const cls = fn.cls === undefined ? classOfField(file, id) : file.classes[fn.cls]?.name;
  if (fn.kind === 'module') return file.path;
  if (cls) return fn.kind === 'constructor' ? `new ${cls}` : `${cls}.${fn.name}`;
  if (fn.name !== '' && fn.name !== 'default') return fn.name;
  if (fn.parent === undefined || fn.parent === 0) return 'anonymous function';
  const around = functionLabel(file, fn.parent);
  return /^(?:function in |anonymous )/.test(around) ? around : `function in ${around}`;
}

/** The class that holds the function in a field: `create = async () => {}`. */
function classOfField(file: FileFacts, id: number): string | undefined {
  return file.classes.find((cls) => cls.members.some(({ init }) => init?.kind === 'function' && init.fn === id))?.name;
}

function pathLabel(path: PathValue): string {
  const text = path.path.replaceAll('()', '').replaceAll('.new', '').replace(/^default\.?/, '');
  return text === '' ? path.root : text;
}

/** A call as written, shortened to the names: `prisma.user.update`. */
export function calleeText(expr: CallExpr | Expr, file: FileFacts): string {
  switch (expr.kind) {
    case 'call': case 'new': return calleeText(expr.callee, file);
    case 'member': return `${calleeText(expr.object, file)}.${expr.name}`;
    case 'index': return `${calleeText(expr.object, file)}[..]`;
    case 'name': return file.bindings[expr.binding]?.name || 'value';
    case 'global': return expr.name;
    case 'this': return 'this';
    case 'super': return 'super';
    case 'await': case 'cast': return calleeText(expr.value, file);
    case 'require': return expr.specifier;
    case 'logical': return `(${calleeText(expr.left, file)} ${expr.op} ${calleeText(expr.right, file)})`;
    case 'template': return expr.tag ? calleeText(expr.tag, file) : 'template';
    case 'function': return functionLabel(file, expr.fn);
    case 'literal': return JSON.stringify(expr.value);
    default: return expr.kind;
  }
}
