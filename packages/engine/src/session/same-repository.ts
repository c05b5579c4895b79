import type { Repository, SourceFile } from '@assay/contract';

/**
 * Do two repositories hold the same texts, everything else being the very same objects? So it is between the states of one snapshot: a
 * text that an editor had and its file after it was saved are one state, judged once.
 */
export function isSameRepository(a: Repository, b: Repository): boolean {
  const rest = Object.keys(a).filter((key): key is Exclude<keyof Repository, 'files'> => key !== 'files');
  if (Object.keys(b).length !== rest.length + 1 || rest.some(key => a[key] !== b[key])) return false;
  return a.files.length === b.files.length && a.files.every((file, index) => isSameFile(file, b.files[index]));
}

function isSameFile(a: SourceFile, b: SourceFile | undefined): boolean {
  return a === b || (b !== undefined && a.path === b.path && a.kind === b.kind && a.role === b.role && a.text === b.text);
}
