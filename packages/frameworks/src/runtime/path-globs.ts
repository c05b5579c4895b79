// https://github.com/micromatch/micromatch  https://github.com/isaacs/minimatch
import { defineAdapter, type Linked, type PathValue, type Value } from '@assay/contract';
import { quiet, rows, type Meaning } from './shared.js';

/** `micromatch.isMatch(pathname, ['/api/admin/**'])` asks about the request's path when it is given that. */
const matches: Meaning = (path, project) => {
  const [subject, given] = [project.argument(path, 0), project.argument(path, 1)];
  const globs = given && textsOf(given, project);
  return isRequestPath(subject) && globs ? { kind: 'matches', test: (text) => globs.some((glob) => compile(glob).test(text)) } : undefined;
};

function isRequestPath(value: Value | undefined): value is PathValue {
  return value?.kind === 'path' && value.root === '#request' && /(?:^|\.)(?:pathname|path|url|originalUrl)$/.test(value.path);
}

function textsOf(value: Value, project: Linked): readonly string[] | undefined {
  const texts = (project.items(value) ?? [value]).map((item) => project.text(item));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** `**` spans folders and may be empty, `*` stays inside one. */
function compile(glob: string): RegExp {
  const source = glob.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replace(/\/\*\*$/, '(?:/.*)?').replace(/\*\*\/?/g, '.*').replace(/(?<!\.)\*/g, '[^/]*');
  return new RegExp(`^${source}$`);
}

/** Tests of paths by glob. */
export const pathGlobs = defineAdapter({
  name: 'path-globs',
  kind: 'runtime',
  packages: ['micromatch', 'minimatch', 'picomatch'],
  docs: 'https://github.com/micromatch/micromatch',
  models: [
    ...rows('micromatch', 'isMatch()', matches),
    ...rows('minimatch', 'default() minimatch()', matches),
    ...rows('picomatch', 'isMatch()', matches),
    ...rows(['micromatch', 'minimatch', 'picomatch'], '**', quiet),
  ],
});
