import type { RepoPath } from '@assay/contract';
import type { Disk } from './disk.js';
import { asObject, asStrings, parseJsonObject } from './jsonc.js';
import type { PackageFile } from './manifest.js';
import { baseName, folderOf, join } from './paths.js';
import type { Problems } from './problems.js';
import { readConfig } from './read-source.js';
import { parseYaml } from './yaml.js';

/** One list of members: npm, yarn and bun `workspaces`, pnpm-workspace.yaml or lerna.json. */
interface Workspace {
  readonly folder: RepoPath;
  readonly patterns: readonly string[];
}

/**
 * The packages that import each other by name, as the workspaces of the repository declare them; a workspace's own root is one too.
 * When two members have one name the first in path order has it.
 */
export function workspaceMembers(
  disk: Disk, paths: readonly RepoPath[], packages: readonly PackageFile[], problems: Problems,
): ReadonlyMap<string, PackageFile> {
  const workspaces = [...packages.flatMap(npmWorkspace), ...paths.flatMap((path) => workspaceFile(disk, path, problems))];
  const isMember = workspaces.map(membership);
  const members = new Map<string, PackageFile>();
  for (const file of packages) {
    const { name, folder } = file.manifest;
    if (name !== undefined && !members.has(name) && isMember.some((test) => test(folder))) members.set(name, file);
  }
  return members;
}

function npmWorkspace({ manifest, json }: PackageFile): readonly Workspace[] {
  const field = json['workspaces'];
  if (field === undefined) return [];
  return [{ folder: manifest.folder, patterns: asStrings(asObject(field)?.['packages'] ?? field) }];
}

function workspaceFile(disk: Disk, path: RepoPath, problems: Problems): readonly Workspace[] {
  const name = baseName(path);
  if (name !== 'pnpm-workspace.yaml' && name !== 'lerna.json') return [];
  const text = readConfig(disk, path, problems);
  if (text === undefined) return [];
  const content = name === 'lerna.json' ? parseJsonObject(text) : yamlObject(text);
  if (content === undefined) problems.problem(path, 'package-json', 'cannot be read: its workspace packages are not known');
  return [{ folder: folderOf(path), patterns: asStrings(content?.['packages']) }];
}

function yamlObject(text: string) {
  try {
    return asObject(parseYaml(text, { logLevel: 'error' }) ?? {});
  } catch {
    return undefined;
  }
}

function membership({ folder, patterns }: Workspace): (folder: RepoPath) => boolean {
  const included = patterns.filter((pattern) => !pattern.startsWith('!')).map((pattern) => globToRegExp(join(folder, pattern)));
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => globToRegExp(join(folder, pattern.slice(1))));
  return (candidate) =>
    candidate === folder || (included.some((regex) => regex.test(candidate)) && !excluded.some((regex) => regex.test(candidate)));
}

/** Folder globs as workspaces use them: `*`, `**`, `?` and `{a,b}`. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[\\^$+.()|[\]{}]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) return `(?:${token.slice(1, -1).split(',').map(escape).join('|')})`;
    return escape(token);
  });
  return new RegExp(`^${source}$`);
}

function escape(text: string): string {
  return text.replace(/[\\^$+.()|[\]{}*?]/g, '\\$&');
}
