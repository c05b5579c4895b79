import { resolve } from 'node:path';
import type { RepoPath, Repository } from '@assay/contract';
import { decode, isBinary } from './decode.js';
import { readBytes } from './disk.js';

/** Where a project says which settings there are: examples of environments, prose, compositions of services. Not a changelog, which lists what was. */
const DOCUMENT = /(?:^|\/)(?:\.env(?:[.-][\w.-]+)?|[\w-]*env[.-](?:example|sample|template|dist)|(?:docker-)?compose[\w.-]*\.ya?ml|app\.json|render\.ya?ml|fly\.toml)$|\.(?:mdx?|rst|adoc)$/i;
const CHANGELOG = /(?:^|\/)(?:changelog|history|releases?)[\w.-]*$/i;
/** In bytes. */
const MOST = 1024 * 1024;

/** The texts of a repository's documents, by path. What cannot be read is left out: a document proves something only by what it says. */
export function documentTexts({ root, paths }: Pick<Repository, 'root' | 'paths'>): ReadonlyMap<RepoPath, string> {
  return new Map(paths.filter(path => DOCUMENT.test(path) && !CHANGELOG.test(path)).flatMap(path => {
    const text = textOf(resolve(root, path));
    return text === undefined ? [] : [[path, text] as const];
  }));
}

function textOf(file: string): string | undefined {
  try {
    const bytes = readBytes(file);
    return bytes.length > MOST || isBinary(bytes) ? undefined : decode(bytes).text;
  } catch {
    return undefined;
  }
}
