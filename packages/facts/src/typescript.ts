import { createRequire } from 'node:module';
import type { ts as TypeScript } from 'ts-morph';

/**
 * TypeScript, from the moment it is needed. A run that finds all facts in its cache never loads it: that takes longer than everything else such a
 * run does before it links. The other files import it as `#typescript`, which has the types of the library and this value (see package.json).
 */
export let ts: typeof TypeScript;

/** The file of TypeScript in what `ts-morph` stands on: the rest of the two takes a third as long to load again, and nothing of it is used. */
const FILE = '@ts-morph/common/dist/typescript.js';

/** Loads TypeScript unless it is there. Whoever parses calls it first. */
export function loadTypeScript(): void {
  ts ??= createRequire(createRequire(import.meta.url).resolve('ts-morph'))(FILE) as typeof TypeScript;
}
