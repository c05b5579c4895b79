// https://inversify.io/docs/fundamentals/binding/
import type { Linked, PathValue, Provision } from '@assay/contract';
import { calledName } from '../shared.js';
import { calledBy, found, madeOf, provision } from './shared.js';

const MAKES: ReadonlySet<string> = new Set(['toDynamicValue', 'toResolvedValue']);
const IS: ReadonlySet<string> = new Set(['to', 'toConstantValue', 'toFunction', 'toService']);

/** `container.bind(STORE).to(PgStore)`, also with the function that a module of bindings is given. */
export function inversifyProvides(told: PathValue, project: Linked): readonly Provision[] {
  const name = calledName(told);
  const bind = told.parent?.parent;
  if (bind?.step !== '()' || (!MAKES.has(name) && !IS.has(name))) return [];
  return provision(project.argument(bind, 0), () => {
    const target = project.argument(told, 0);
    if (MAKES.has(name)) return target?.kind === 'function' ? calledBy(target, told, project) : undefined;
    return name === 'toService' && target ? found(target, told, project) : madeOf(target, project);
  });
}
