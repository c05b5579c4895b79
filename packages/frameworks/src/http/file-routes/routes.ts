import type { ExportFact, FileFacts, Linked, ModelNode, Protocol, RepoPath, RoutingItem } from '@assay/contract';

/** Methods that a file of routes may export by name; `ALL` (Astro) and `fallback` (SvelteKit) answer those that it does not. */
export const METHODS: ReadonlyMap<string, string> = new Map([...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((name) => [name, name] as const), ['ALL', 'ALL'], ['fallback', 'ALL']]);

/** `(group)` is no part of the path, `[id]`, `[[id]]`, `[id=matcher]` and `[...rest]` are parameters, `index` is the folder itself. */
export function pathOf(inner: string): string {
  const segments = inner.split('/').filter((segment) => segment !== '' && !/^\(.*\)$/.test(segment));
  const named = segments.map((segment) => segment.replace(/\[{1,2}(?:\.\.\.)?([^\]=]+)(?:=[^\]]+)?\]{1,2}/g, '{$1}'));
  return `/${named.filter((segment, index) => !(segment === 'index' && index === named.length - 1)).join('/')}`;
}

/** The route that an exported value answers. */
export function routeOf(framework: string, method: string, path: string, fact: ExportFact, protocol: Protocol, file: FileFacts, project: Linked): RoutingItem {
  const value = project.exported(file.path, fact.name);
  const at = project.span(file, value.kind === 'function' && value.file === file ? value.fn.nameAt : fact.at);
  return { kind: 'route', route: { protocol: 'http', framework, method, path, at, steps: [], handler: { value, protocol, at, label: fact.name } } };
}

/** One scope for each application: the folder above its routes, with the steps that stand in front of all of them. */
export function* applications(framework: string, found: readonly { readonly root: RepoPath; readonly items: readonly RoutingItem[] }[], stepsOf: (root: RepoPath) => readonly RoutingItem[]): Generator<ModelNode> {
  for (const root of [...new Set(found.map((entry) => entry.root))].sort()) {
    const items = [...stepsOf(root), ...found.flatMap((entry) => (entry.root === root ? entry.items : []))];
    yield { kind: 'scope', scope: { key: `${framework}:${root}`, framework, order: 'encapsulated', root: true, at: { path: root, start: 0, end: 0 }, items } };
  }
}

/** Files that are no tests. */
export function codeFiles(project: Linked): readonly FileFacts[] {
  const tests = new Set(project.sources.flatMap((source) => (source.role === 'test' ? [source.path] : [])));
  return project.files.filter((file) => !tests.has(file.path));
}
