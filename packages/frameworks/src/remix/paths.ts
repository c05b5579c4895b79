import type { RepoPath } from '@assay/contract';

const ROUTES = /(?:^|\/)app\/routes\/(.+)\.[cm]?[jt]sx?$/;
/** The route around all others. */
const ROOT = /(?:^|\/)app\/root\.[cm]?[jt]sx?$/;
const LAST = /^(?:route|index|_index|_layout|layout)$/;

/**
 * The path that a file below `app/routes` serves, by the file conventions of Remix and React Router (`users.$id.edit.tsx`,
 * `users.$id/route.tsx`, `users/$id.tsx`, `app/root.tsx`); undefined for a file that is no route.
 */
export function conventionalPath(path: RepoPath): string | undefined {
  if (ROOT.test(path)) return '/';
  const rest = ROUTES.exec(path)?.[1];
  if (rest === undefined || /\.(?:server|client|test|spec)$/.test(rest)) return undefined;
  const folders = rest.split('/');
  if (folders.slice(0, -1).some((folder) => folder.startsWith('+') || folder.startsWith('__tests'))) return undefined;
  const segments = folders.flatMap((folder, index) => splitDots(index < folders.length - 1 ? folder.replace(/\+$/, '') : folder));
  const named = LAST.test(segments.at(-1) ?? '') ? segments.slice(0, -1) : segments;
  return `/${named.filter((segment) => !segment.startsWith('_')).map(shown).join('/')}`;
}

/** Dots part segments, except in brackets: `sitemap[.]xml`. */
function splitDots(name: string): readonly string[] {
  return name.split(/\.(?![^[]*\])/).filter((segment) => segment !== '');
}

/** `$id` is a parameter, `$` what is left, `(lang)` optional; a trailing `_` only opts out of nesting. */
function shown(segment: string): string {
  const plain = segment.replace(/_$/, '').replace(/^\((.*)\)$/, '$1').replace(/[[\]]/g, '');
  if (plain === '$') return '{rest}';
  return plain.startsWith('$') ? `{${plain.slice(1)}}` : plain;
}
