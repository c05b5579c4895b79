import type { Linked, Value } from '@assay/contract';

/** Does middleware run for the path? Undefined where its matcher is not decidable, or asks for more than the path. */
export type Matcher = (path: string) => boolean | undefined;

const EVERYTHING: Matcher = () => true;
const UNKNOWN: Matcher = () => undefined;

/** `export const config = { matcher }`; https://nextjs.org/docs/app/api-reference/file-conventions/middleware#matcher */
export function matcherOf(config: Value, project: Linked): Matcher {
  if (config.kind === 'const' || config.kind === 'unknown') return config.kind === 'const' ? EVERYTHING : UNKNOWN;
  const matcher = project.properties(config).get('matcher');
  if (!matcher) return EVERYTHING;
  return anyOf((project.items(matcher) ?? [matcher]).map((item) => entry(item, project)));
}

function entry(item: Value, project: Linked): Matcher {
  const text = project.text(item);
  if (text !== undefined) return pattern(text);
  const parts = project.properties(item);
  const source = project.text(parts.get('source'));
  if (source === undefined) return UNKNOWN;
  const conditional = parts.has('has') || parts.has('missing');
  const test = pattern(source);
  return conditional ? (path) => (test(path) === false ? false : undefined) : test;
}

/** One of several patterns applies. */
export function anyOf(tests: readonly Matcher[]): Matcher {
  return (path) => {
    const known = tests.map((test) => test(path));
    if (known.includes(true)) return true;
    return known.includes(undefined) ? undefined : false;
  };
}

/** A path-to-regexp pattern: `/about/:path*`, `/((?!api).*)`, `/(api|trpc)(.*)`. */
export function pattern(text: string): Matcher {
  const test = compile(text);
  return test ? (path) => test.test(path) : UNKNOWN;
}

function compile(text: string): RegExp | undefined {
  const named = text.replace(/\/:\w+(\((?:[^()]|\([^()]*\))*\))?([*+?])?/g, (_all, group: string | undefined, modifier: string | undefined) => {
    const one = `/${group ? `(?:${group.slice(1, -1)})` : '[^/]+'}`;
    return modifier ? `(?:${one})${modifier}` : one;
  });
  try {
    return new RegExp(`^${named.replace(/\.(?![*+?]|[^(]*\))/g, '\\.')}/?$`);
  } catch {
    return undefined;
  }
}
