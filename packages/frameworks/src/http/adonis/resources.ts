// https://docs.adonisjs.com/guides/basics/controllers#resource-driven-controllers
interface ResourceRoute { readonly method: string; readonly path: string; readonly action: string }

/** The routes of `orders` or `orders.lines`; a shallow one names its parents only where they are needed. */
export function resourceRoutes(name: string, shallow: boolean): readonly ResourceRoute[] {
  const parts = name.split('.');
  const last = parts.at(-1) ?? name;
  const parents = parts.slice(0, -1).map((parent) => `${parent}/:${singular(parent)}_id/`).join('');
  const all = `/${parents}${last}`;
  const one = `${shallow ? `/${last}` : all}/:id`;
  return [
    { method: 'GET', path: all, action: 'index' }, { method: 'GET', path: `${all}/create`, action: 'create' }, { method: 'POST', path: all, action: 'store' },
    { method: 'GET', path: one, action: 'show' }, { method: 'GET', path: `${one}/edit`, action: 'edit' },
    { method: 'PUT', path: one, action: 'update' }, { method: 'PATCH', path: one, action: 'update' }, { method: 'DELETE', path: one, action: 'destroy' },
  ];
}

function singular(name: string): string {
  return name.replace(/-/g, '_').replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
}
