import type { FileFacts, Linked, MigrationUnit, RepoPath } from '@assay/contract';
import { folderOf, inMigrationFolder, isStamped, stemOf, baseOf } from '../paths.js';
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

/** Tools run folders or ordered files; a module named `up` elsewhere is something else. */
function isPlaced(path: RepoPath): boolean {
  return inMigrationFolder(path) || isStamped(path);
}

/** A module without a sign of its own belongs to the tool of its folder; a single exported function only does where it is ordered like the rest. */
function* moduleUnits(candidates: readonly Candidate[], project: Linked): Generator<MigrationUnit> {
  const decided = candidates.map((candidate) => ({ candidate, tool: isOrdered(candidate) ? decide(candidate, project) : undefined }));
  const byFolder = new Map<RepoPath, CodeTool>();
  for (const { candidate, tool } of decided) if (tool && !candidate.single) byFolder.set(folderOf(candidate.file.path), byFolder.get(folderOf(candidate.file.path)) ?? tool);
  for (const { candidate, tool } of decided) {
    const folders = byFolder.get(folderOf(candidate.file.path));
    const own = candidate.single ? (isOrdered(candidate) ? folders : undefined) : tool ?? (isStamped(candidate.file.path) ? folders : undefined);
    if (own) yield codeUnit({ ...candidate, name: nameOf(candidate.file) }, own.name, own, project);
  }
}

function isOrdered({ file, single }: Candidate): boolean {
  return !single || (inMigrationFolder(file.path) && isStamped(file.path));
}

function nameOf(file: FileFacts): string {
  const stem = stemOf(file.path);
  return stem === 'index' ? baseOf(folderOf(file.path)) : stem;
}
