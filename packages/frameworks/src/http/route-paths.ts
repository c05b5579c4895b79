import type { Arg, Linked, Value } from '@assay/contract';

export const HTTP_METHODS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'head', 'options', 'query', 'search'];

/** Is the first argument of `use` a path (or several), not a handler? */
export function isRoutePath(arg: Arg, project: Linked): boolean {
  if (project.text(arg.value) !== undefined || arg.expr?.kind === 'regex' || arg.expr?.kind === 'template') return true;
  const items = project.items(arg.value);
  if (items && items.length > 0) return items.every((item) => project.text(item) !== undefined);
  if (arg.expr?.kind === 'binary' || namesPath(arg)) return true;
  return arg.value.kind === 'union' && arg.value.options.every((option) => option.kind === 'const');
}

/** `app.use(baseUriPath, handler)`: not decidable, but it says that it is a path. */
function namesPath({ expr, env, value }: Arg): boolean {
  if (isCode(value)) return false;
  const name = expr?.kind === 'member' ? expr.name : expr?.kind === 'name' ? env?.file.bindings[expr.binding]?.name : undefined;
  return name !== undefined && /(?:path|prefix|base|mount|url|uri)$/i.test(name);
}

function isCode(value: Value): boolean {
  return value.kind === 'function' || value.kind === 'class' || (value.kind === 'union' && value.options.some(isCode));
}

/** The path texts an argument stands for; undefined for one that is not decidable. A base path from configuration at the front is left out. */
export function pathTexts(arg: Arg, project: Linked): readonly (string | undefined)[] {
  const text = project.text(arg.value) ?? behindBase(arg, project);
  if (text !== undefined) return [text];
  const items = project.items(arg.value);
  if (items && items.length > 0) return items.map((item) => project.text(item));
  if (arg.value.kind === 'union') {
    const options = arg.value.options.map((option) => project.text(option));
    if (options.every((option) => option !== undefined)) return options;
  }
  return [undefined];
}

/** `${base}/login`, `base + '/login'` with an undecidable base: the part that the code decides. */
function behindBase(arg: Arg, project: Linked): string | undefined {
  const { expr, env } = arg;
  if (!expr || !env) return undefined;
  if (expr.kind === 'binary' && expr.op === '+' && expr.left.kind !== 'binary') {
    const rest = project.text(project.evaluate(expr.right, env));
    return rest?.startsWith('/') ? rest : undefined;
  }
  if (expr.kind !== 'template' || expr.quasis[0] !== '' || !expr.quasis[1]?.startsWith('/')) return undefined;
  const holes = expr.holes.slice(1).map((hole) => project.text(project.evaluate(hole, env)));
  if (holes.some((hole) => hole === undefined)) return undefined;
  return expr.quasis.slice(1).map((quasi, index) => quasi + (holes[index] ?? '')).join('');
}
