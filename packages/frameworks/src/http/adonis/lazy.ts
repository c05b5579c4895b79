import type { Linked, Value } from '@assay/contract';

/** `() => import('#controllers/orders')`: the class that the module exports. */
export function loaded(value: Value, project: Linked): Value {
  const made = value.kind === 'function' && value.fn.params.length === 0 ? project.call(value, []) : value;
  return made.kind === 'module' ? project.member(made, 'default') : made.kind === 'unknown' ? value : made;
}

/** `App/Middleware/Auth`, `OrdersController`: the class of version 5, by the place that its name stands for. */
export function named(text: string, folder: string, project: Linked): Value | undefined {
  const name = text.replace(/^App\//, '');
  const path = project.paths.find((one) => new RegExp(`(?:^|/)app/${text.startsWith('App/') ? '' : `${folder}/`}${name}\\.[jt]s$`).test(one));
  return path === undefined ? undefined : project.exported(path, 'default');
}
