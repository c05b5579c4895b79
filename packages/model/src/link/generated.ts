import { isWithin, pathFrom, type RepoPath, type Resolution } from '@assay/contract';

/** The package that an import of generated code stands for, when it leads into one of the folders that a library generates. */
export function generatedTarget(from: RepoPath, specifier: string, resolved: Resolution, generated: ReadonlyMap<RepoPath, string>): Resolution | undefined {
  for (const [folder, name] of generated) if (leadsInto(folder, from, specifier, resolved)) return { kind: 'package', name, subpath: '' };
  return undefined;
}

function leadsInto(folder: RepoPath, from: RepoPath, specifier: string, resolved: Resolution): boolean {
  if (resolved.kind === 'package') return folder.endsWith(`node_modules/${resolved.subpath === '' ? resolved.name : `${resolved.name}/${resolved.subpath}`}`) || endsIn(folder, specifier);
  if (resolved.kind === 'file') return isWithin(resolved.path, folder);
  if (specifier.startsWith('.')) return isWithin(pathFrom(from, specifier), folder);
  // An alias says how the path ends: `@/generated/prisma/client`.
  const steps = specifier.split('/').slice(1).join('/');
  return endsIn(folder, steps) || endings(folder).some((ending) => steps.includes(`/${ending}/`) || steps.endsWith(`/${ending}`));
}

/** `src/generated/prisma/client`, from a `baseUrl` above it. */
function endsIn(folder: RepoPath, steps: string): boolean {
  return endings(folder).some((ending) => isWithin(steps, ending));
}

/** The last two steps of the folder and more: one alone says too little. */
function endings(folder: RepoPath): readonly string[] {
  const steps = folder.split('/');
  return steps.slice(0, -1).map((_, index) => steps.slice(index).join('/'));
}
