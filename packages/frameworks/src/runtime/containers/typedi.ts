// https://docs.typestack.community/typedi
import type { ClassValue, Linked, PathValue, Provision, Value } from '@assay/contract';
import { calledName } from '../shared.js';
import { madeOf, ofProvider, provision } from './shared.js';

/** `Container.set('store', store)`, `Container.set({ id: 'store', factory })`, `@Service('store')` on a class. */
export function typediProvides(told: PathValue, project: Linked, of: ClassValue | undefined): readonly Provision[] {
  const args = project.args(told);
  const first = args[0]?.value;
  if (of) return told.path === 'Service()' ? provision(first?.kind === 'object' ? project.properties(first).get('id') : first, () => project.instanceOf(of)) : [];
  if (calledName(told) !== 'set' || !first) return [];
  if (args.length > 1) return provision(first, () => madeOf(project.argument(told, 1), project));
  return (project.items(first) ?? [first]).flatMap((one: Value) => ofProvider(one, 'id', told, project));
}
