import type { Arg, Linked, PathValue, Span, Value } from '@assay/contract';
import { sourcesOf } from './values.js';

const MAX_LENGTH = 60;

/** What a value is called in messages: the class, the function, or the call as written. */
export function labelOf(value: Value, project: Linked): string {
  switch (value.kind) {
    case 'class': return value.cls.name === '' ? 'anonymous class' : value.cls.name;
    case 'instance': return labelOf(value.of, project);
    case 'function': return value.fn.name === '' ? 'anonymous function' : value.fn.name;
    case 'path': return pathLabel(value, project);
    case 'union': return value.options.map((option) => labelOf(option, project)).join(' | ');
    default: return 'unknown';
  }
}

/** An argument's label: the name of what it is; what a call made is called as it was written, `RoleGuard(Role.Admin)`. */
export function argLabel(arg: Arg, project: Linked): string {
  const { value, expr, env } = arg;
  const made = value.kind === 'class' && value.env.fn.kind !== 'module';
  const named = !made && (value.kind === 'class' || value.kind === 'instance' || (value.kind === 'function' && value.fn.name !== ''));
  const telling = expr?.kind === 'call' || expr?.kind === 'member' || (expr?.kind === 'name' && env?.file.bindings[expr.binding]?.kind !== 'param');
  return named || !telling || !env ? labelOf(value, project) : written(project.span(env.file, expr.at), project);
}

export function argSpan(arg: Arg, otherwise: Span, project: Linked): Span {
  return arg.expr && arg.env ? project.span(arg.env.file, arg.expr.at) : otherwise;
}

function pathLabel(path: PathValue, project: Linked): string {
  if (path.call && path.step === '()') return written(project.span(path.call.file, path.call.node.at), project);
  return path.path.replace(/\.?new\(\)$/, '').split('.').at(-1) || path.root;
}

function written(at: Span, project: Linked): string {
  const text = sourcesOf(project).text(at.path).slice(at.start, at.end).replace(/\s+/g, ' ');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
