// https://docs.nestjs.com/fundamentals/custom-providers
import type { Linked, PathValue, Provision } from '@assay/contract';
import { listed } from '../../nest/values.js';
import { membersOf, ofProvider } from './shared.js';

/** `@Module({ providers: [{ provide: STORE, useClass: PgStore }] })` */
export function nestProvides(told: PathValue, project: Linked): readonly Provision[] {
  const providers = told.path === 'Module()' ? membersOf(told, 0, project)?.get('providers') : undefined;
  return listed(providers).items.flatMap((one) => ofProvider(one, 'provide', told, project));
}
