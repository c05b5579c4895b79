import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './repository.js';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language: the name of the file that it shows. */
  readonly title: string;
  readonly text: string;
}

export const pageText = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');

export function blocksOf(path: string): readonly Block[] {
  return [...pageText(path).matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(([, language = '', title = '', text = '']) => ({ language, title, text }));
}

/** The arguments of the `assay` commands in a text, in its order: comments and commands of others left out, and those that name what a reader has to fill in. */
export function commandsIn(text: string): readonly (readonly string[])[] {
  const commands = text.split('\n').map(line => /\bnpx assay (.*)$/.exec(line)?.[1] ?? '').filter(line => line !== '' && !line.includes('<'));
  return commands.map(line => words(line.replace(/\s#.*$/, '')));
}

function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}
