// https://hapi.dev/api/#-routeoptionsauth  https://hapi.dev/api/#-serverauthdefaultoptions
import type { ApiModel, ChainStep, Setup, Span, Value } from '@assay/contract';
import { none, principal, role, rows } from '../../runtime/shared.js';
import { HAPI_STEP } from '../protocols.js';

/** What a route says of authentication: its steps, or nothing, which leaves it to the server's default. */
export interface RouteAuth { readonly steps: readonly ChainStep[]; readonly overrides: boolean }

/** `#auth.<strategy>.required`: callers that the strategy does not know are rejected; `scope`: and those without it. */
export const authRows: readonly ApiModel[] = [
  ...rows('#auth', '*.required', principal), ...rows('#auth', '*.scope', role), ...rows('#auth', '*.optional', none),
];

/** `auth: 'jwt'`, `auth: false`, `auth: { mode: 'try', strategies: [..], scope: [..] }`. */
export function routeAuth(value: Value | undefined, at: Span, setup: Setup): RouteAuth {
  if (!value || (value.kind === 'const' && value.value === undefined)) return { steps: [], overrides: false };
  return { steps: authSteps(value, at, setup), overrides: true };
}

/** The steps that an auth setting stands for. */
export function authSteps(value: Value, at: Span, setup: Setup): readonly ChainStep[] {
  const text = setup.project.text(value);
  if (text !== undefined) return [step(text, 'required', at, setup)];
  if (value.kind === 'const') return [];
  if (value.kind !== 'object') return [setup.step(value, HAPI_STEP, at, undefined)];
  const settings = setup.project.properties(value);
  const mode = settings.get('mode');
  const known = mode === undefined ? 'required' : setup.project.text(mode);
  const name = strategyOf(settings, setup);
  if (known === undefined) return [setup.step(mode ?? value, HAPI_STEP, at, undefined)];
  if (known !== 'required') return [step(name, 'optional', at, setup)];
  const demanded = [settings, ...(settings.get('access') ? accesses(settings.get('access') as Value, setup) : [])].some((one) => isSet(one.get('scope')));
  return [step(name, 'required', at, setup), ...(demanded ? [step(name, 'scope', at, setup)] : [])];
}

function strategyOf(settings: ReadonlyMap<string, Value>, setup: Setup): string {
  const several = settings.get('strategies');
  const names = several ? setup.project.items(several)?.map((item) => setup.project.text(item) ?? '') ?? [] : [];
  return setup.project.text(settings.get('strategy')) ?? (names.length > 0 ? names.join('|') : 'server-default');
}

function accesses(value: Value, setup: Setup): readonly ReadonlyMap<string, Value>[] {
  return (setup.project.items(value) ?? [value]).map((item) => setup.project.properties(item));
}

function isSet(value: Value | undefined): boolean {
  return value !== undefined && !(value.kind === 'const' && (value.value === false || value.value === undefined || value.value === null));
}

function step(strategy: string, kind: 'required' | 'scope' | 'optional', at: Span, setup: Setup): ChainStep {
  return setup.step(setup.project.role(`#auth.${strategy.replace(/[^\w|-]/g, '_')}.${kind}`), HAPI_STEP, at, undefined);
}
