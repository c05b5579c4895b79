import { pathFrom, type RepoPath, type Resolution } from '@assay/contract';

/** The package that an import of generated code stands for, when it leads into one of the folders that a library generates. */
export function generatedTarget(from: RepoPath, specifier: string, resolved: Resolution, generated: ReadonlyMap<RepoPath, string>): Resolution | undefined {
  for (const [folder, name] of generated) if (leadsInto(folder, from, specifier, resolved)) return { kind: 'package', name, subpath: '' };
  return undefined;
}

function leadsInto(folder: RepoPath, from: RepoPath, specifier: string, resolved: Resolution): boolean {
  if (resolved.kind === 'package') return folder.endsWith(`node_modules/${specifier}`) || endsIn(specifier, folder);
  if (resolved.kind === 'file') return isWithin(resolved.path, folder);
  if (specifier.startsWith('.')) return isWithin(pathFrom(from, specifier), folder);
  return endsIn(specifier.split('/').slice(1).join('/'), folder);
}

/** An alias, or a path from a base folder, says how the path ends: `@/generated/prisma/client`, `src/generated/prisma/client`. */
function endsIn(path: string, folder: RepoPath): boolean {
  return endings(folder).some((ending) => isWithin(path, ending) || path.includes(`/${ending}/`) || path.endsWith(`/${ending}`));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The last two steps of the folder and more: one alone says too little. */
function endings(folder: RepoPath): readonly string[] {
  const steps = folder.split('/');
  return steps.slice(0, -1).map((_, index) => steps.slice(index).join('/'));
}
