import type { FileFacts, Linked, MigrationUnit, RepoPath } from '@assay/contract';
import { baseOf, folderOf, inMigrationFolder, inSeedFolder, isStamped, stemOf } from '../paths.js';
import { candidateOf, type Candidate } from './candidate.js';
import { classUnits } from './classes.js';
import { decide } from './decide.js';
import type { CodeTool } from './tool.js';
import { codeUnit } from './unit.js';

/** The migrations that are modules or classes. */
export function* codeUnits(project: Linked): Generator<MigrationUnit> {
  const tests = new Set(project.sources.filter((source) => source.role === 'test').map((source) => source.path));
  const files = project.files.filter((file) => !tests.has(file.path) && !/\.d\.[cm]?ts$/.test(file.path));
  const candidates: Candidate[] = [];
  for (const file of files) {
    const candidate = isPlaced(file.path) ? candidateOf(file) : undefined;
    if (candidate) candidates.push(candidate);
    else yield* classUnits(file, project);
  }
  yield* moduleUnits(candidates, project);
}

/** Tools run folders or ordered files; a module that exports `up` elsewhere is something else. */
function isPlaced(path: RepoPath): boolean {
  return !inSeedFolder(path) && (inMigrationFolder(path) || isStamped(path));
}

/** A module without enough signs of its own, or with a single exported function, belongs to the tool of its folder if it is ordered like the rest. */
function* moduleUnits(candidates: readonly Candidate[], project: Linked): Generator<MigrationUnit> {
  const decided = candidates.map((candidate) => ({ candidate, tool: candidate.single ? undefined : decide(candidate, project) }));
  const byFolder = new Map<RepoPath, CodeTool>();
  for (const { candidate, tool } of decided) {
    const folder = folderOf(candidate.file.path);
    if (tool && !byFolder.has(folder)) byFolder.set(folder, tool);
  }
  for (const { candidate, tool } of decided) {
    const path = candidate.file.path;
    const own = tool ?? (isStamped(path) && inMigrationFolder(path) ? byFolder.get(folderOf(path)) : undefined);
    if (own) yield codeUnit({ ...candidate, name: nameOf(candidate.file) }, own.name, own, project);
  }
}

function nameOf(file: FileFacts): string {
  const stem = stemOf(file.path);
  return stem === 'index' ? baseOf(folderOf(file.path)) : stem;
}
