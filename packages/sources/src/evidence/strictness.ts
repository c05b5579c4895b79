import type { RepoPath, TypeStrictness } from '@assay/contract';
import { asObject, parseJsonObject, type Json } from '../jsonc.js';
import { folderOf, join } from '../paths.js';
import { extendsOf } from '../tsconfig-file.js';
import type { ReadText } from './pipelines.js';

/** What `strict` switches on, and what goes further. https://www.typescriptlang.org/tsconfig/#strict */
const PARTS: readonly string[] = ['noImplicitAny', 'strictNullChecks', 'strictFunctionTypes', 'strictBindCallApply', 'strictPropertyInitialization', 'noImplicitThis', 'useUnknownInCatchVariables', 'alwaysStrict', 'strictBuiltinIteratorReturn'];
const MORE: readonly string[] = ['noUncheckedIndexedAccess', 'exactOptionalPropertyTypes', 'noImplicitOverride', 'noImplicitReturns', 'noFallthroughCasesInSwitch', 'noPropertyAccessFromIndexSignature'];

/** How strict a tsconfig is, with what it extends; `unknown` where it extends a package that is not read. */
export function strictnessOf(path: RepoPath, read: ReadText): TypeStrictness | undefined {
  const options = optionsOf(path, read, 0);
  if (!options) return undefined;
  const strict = options['strict'];
  return {
    path, strict: typeof strict === 'boolean' ? strict : options[FOREIGN] === true ? 'unknown' : false,
    off: PARTS.filter((name) => options[name] === false), more: MORE.filter((name) => options[name] === true),
  };
}

/** Set where something is extended that is not in the repository. */
const FOREIGN = '(extends a package)';

function optionsOf(path: RepoPath, read: ReadText, depth: number): Json | undefined {
  const text = read(path);
  const json = text === undefined ? undefined : parseJsonObject(text);
  if (!json || depth > 8) return undefined;
  const bases = extendsOf(json).map((from) => baseOf(from, folderOf(path), read, depth));
  return Object.assign({}, ...bases, asObject(json['compilerOptions']) ?? {}) as Json;
}

function baseOf(from: string, folder: RepoPath, read: ReadText, depth: number): Json {
  // Every base that https://github.com/tsconfig/bases publishes is strict.
  if (from.startsWith('@tsconfig/')) return { strict: true };
  if (!from.startsWith('.')) return { [FOREIGN]: true };
  const place = join(folder, from);
  return optionsOf(place.endsWith('.json') ? place : `${place}.json`, read, depth + 1) ?? { [FOREIGN]: true };
}
