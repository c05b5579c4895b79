import type { ChainStep, FileFacts, Linked, Value } from '@assay/contract';
import { matcherOf, type Matcher } from './matcher.js';
import { CLERK_MIDDLEWARE, MIDDLEWARE } from './names.js';

export interface Middleware {
  readonly step: ChainStep;
  readonly matches: Matcher;
}

const NAMES: readonly string[] = ['proxy', 'middleware', 'default'];

/** The function that runs before the routes, and which of them it runs for. */
export function middlewareOf(file: FileFacts, project: Linked): Middleware | undefined {
  const fact = NAMES.map((name) => file.exports.find((entry) => entry.name === name)).find((entry) => entry !== undefined);
  if (!fact) return undefined;
  const config = file.exports.some((entry) => entry.name === 'config') ? project.exported(file.path, 'config') : { kind: 'const' as const, key: 'c', value: undefined };
  const label = fact.name === 'default' ? 'middleware' : fact.name;
  return { step: stepOf(project.exported(file.path, fact.name), label, project.span(file, fact.at), project), matches: matcherOf(config, project) };
}

function stepOf(value: Value, label: string, at: ChainStep['at'], project: Linked): ChainStep {
  const callback = value.kind === 'path' && value.path === 'clerkMiddleware()' ? project.argument(value, 0) : undefined;
  if (callback?.kind === 'function') return { value: callback, protocol: CLERK_MIDDLEWARE, at, label: 'clerkMiddleware' };
  return { value, protocol: MIDDLEWARE, at, label };
}

/** The step as it stands before the routes of this path: not at all, or under a condition. */
export function stepFor(middleware: Middleware, path: string): ChainStep | undefined {
  const matches = middleware.matches(path);
  if (matches === false) return undefined;
  return matches ? middleware.step : { ...middleware.step, conditional: middleware.step.at };
}
