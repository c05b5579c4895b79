// https://github.com/microsoft/tsyringe
import type { ClassValue, Linked, PathValue, Provision, Value } from '@assay/contract';
import { calledName } from '../shared.js';
import { madeOf, ofProvider, providedBy, provision } from './shared.js';

const DIRECT: ReadonlySet<string> = new Set(['registerSingleton', 'registerType', 'registerInstance']);

/** `container.register('Store', { useClass: PgStore })`, `container.registerSingleton('Store', PgStore)`, `@registry([..])` and `@injectable({ token })` on classes. */
export function tsyringeProvides(told: PathValue, project: Linked, of: ClassValue | undefined): readonly Provision[] {
  const args = project.args(told);
  const first = args[0]?.value;
  const name = calledName(told);
  if (name === 'registry' && first) return (project.items(first) ?? []).flatMap((one: Value) => ofProvider(one, 'token', told, project));
  if (of) return name === 'injectable' && first?.kind === 'object' ? provision(project.properties(first).get('token'), () => project.instanceOf(of)) : [];
  if (args.length < 2 || (!DIRECT.has(name) && name !== 'register')) return [];
  return provision(first, () => {
    const target = project.argument(told, 1);
    return name === 'register' && target?.kind === 'object' ? providedBy(project.properties(target), told, project) : madeOf(target, project);
  });
}
