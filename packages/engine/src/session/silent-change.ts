import type { Repository } from '@assay/contract';

/** Given that two repositories give the same model: do they differ in nothing else that is judged? Directives are, wherever they stand. */
export function isSilentChange(before: Repository, after: Repository): boolean {
  return after.files.every((file, index) => {
    const other = before.files[index];
    return other === file || (other !== undefined && (other.text === file.text || !(mayDirect(other.text) || mayDirect(file.text))));
  });
}

function mayDirect(text: string): boolean {
  return text.includes('eslint-');
}
