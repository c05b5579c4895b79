import type { FileFacts, RepoPath, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { textOf } from '../link/values.js';

const HERE: ReadonlySet<string> = new Set(['import.meta.dirname', '__dirname']);

/** The repository folder that `path.join(__dirname, 'routes')` and its like name. */
export function folderOf(value: Value, file: FileFacts, project: Linker): RepoPath | undefined {
  if (value.kind !== 'path') return undefined;
  const here = file.path.split('/').slice(0, -1);
  if (value.root === '#global' && HERE.has(value.path)) return here.join('/');
  const joins = value.root === 'node:path' && (value.path === 'join()' || value.path === 'resolve()');
  if (!joins) return undefined;
  const parts = project.args(value).map((arg) => (folderOf(arg.value, value.call?.file ?? file, project)?.split('/') ?? textOf(arg.value)?.split('/')));
  if (parts.some((part) => part === undefined)) return undefined;
  const steps: string[] = [];
  for (const part of parts.flatMap((list) => list ?? [])) {
    if (part === '..') steps.pop();
    else if (part !== '.' && part !== '') steps.push(part);
  }
  return steps.join('/');
}
