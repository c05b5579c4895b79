import type { Arg, Linked, Value } from '@assay/contract';

export const HTTP_METHODS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'head', 'options', 'query', 'search'];

/** Is the first argument of `use` a path (or several), not a handler? */
export function isRoutePath(arg: Arg, project: Linked): boolean {
  if (project.text(arg.value) !== undefined || arg.expr?.kind === 'regex' || arg.expr?.kind === 'template') return true;
  const items = project.items(arg.value);
  if (items && items.length > 0) return items.every((item) => project.text(item) !== undefined);
  if (arg.expr?.kind === 'binary') return true;
  return arg.value.kind === 'union' && arg.value.options.every((option) => option.kind === 'const');
}

/** The path texts an argument stands for; undefined for one that is not decidable. */
export function pathTexts(value: Value, project: Linked): readonly (string | undefined)[] {
  const text = project.text(value);
  if (text !== undefined) return [text];
  const items = project.items(value);
  if (items && items.length > 0) return items.map((item) => project.text(item));
  return [undefined];
}
