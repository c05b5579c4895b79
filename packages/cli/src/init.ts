import { join, relative } from 'node:path';
import { findConfig } from '@assay/config';
import type { Analysis } from '@assay/engine';
import { violationsOf } from '@assay/report';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { openSession, type SessionOptions } from './session.js';
import { ESLINT_BLOCK, GITHUB_WORKFLOW, GITLAB_JOB } from './snippets.js';
import { largestUnknowns } from './unknowns.js';
import { UsageError } from './usage-error.js';

export interface InitOptions extends SessionOptions {
  /** Writes; without it init only shows what it would write. */
  readonly yes: boolean;
}

interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** `assay init`: shows the stack and the largest unknowns, and writes a configuration and a CI job where there is none yet. Nothing that is there is touched. */
export async function init(options: InitOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const session = await openSession([], options, io, load);
  const { root } = session.project;
  const analysis = await session.judge();
  const files = newFiles(root);
  await io.stdout.write(stackText(analysis) + unknownsText(analysis) + editorText(root));
  for (const { path, text } of files) {
    const name = relative(root, path);
    if (options.yes) write(path, text, name);
    await io.stdout.write(options.yes ? `written: ${name}\n` : `would be written: ${name}\n${indented(text)}`);
  }
  if (files.length === 0) await io.stdout.write('Nothing to write: a configuration and a CI job are there.\n');
  await io.stdout.write(nextText(options.yes || files.length === 0, analysis));
  return 0;
}

function newFiles(root: string): readonly NewFile[] {
  const files: NewFile[] = [];
  const config = { $schema: './node_modules/assay/schemas/config.schema.json', preset: 'recommended', rules: {}, declare: {} };
  if (findConfig(root) === undefined) files.push({ path: join(root, 'assay.config.json'), text: `${JSON.stringify(config, null, 2)}\n` });
  const workflow = join(root, '.github/workflows/assay.yml');
  if (disk.isFolder(join(root, '.github')) && !disk.exists(workflow)) files.push({ path: workflow, text: GITHUB_WORKFLOW });
  return files;
}

function write(path: string, text: string, name: string): void {
  try {
    disk.replace(path, text);
  } catch (error) {
    throw new UsageError(`${name} could not be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function stackText({ result: { coverage } }: Analysis): string {
  const list = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'none found');
  return `frameworks: ${list(coverage.frameworks)}\ndata layers: ${list(coverage.dataLayers)}\nmigrations: ${list(coverage.migrations.tools)}\nendpoints: ${coverage.endpoints.total}\n`;
}

function unknownsText(analysis: Analysis): string {
  const unknowns = largestUnknowns(analysis);
  if (unknowns.length === 0) return 'unknowns: none that a declaration would settle\n';
  return `The largest unknowns, and the declaration in the configuration that would settle each:\n${unknowns.map(({ what, count, declare }) => `  ${count}x ${what}\n     ${declare}\n`).join('')}`;
}

function editorText(root: string): string {
  const gitlab = disk.exists(join(root, '.gitlab-ci.yml')) ? `For .gitlab-ci.yml:\n${indented(GITLAB_JOB)}` : '';
  return `For the editor, in eslint.config.mjs (npm install --save-dev eslint eslint-plugin-assay typescript-eslint):\n${indented(ESLINT_BLOCK)}${gitlab}`;
}

function nextText(done: boolean, { result }: Analysis): string {
  const violations = violationsOf(result).length;
  if (!done) return 'Nothing was written. Run: assay init --yes\n';
  return violations === 0 ? 'Next: assay check\n' : `Next: assay baseline create, to take in the ${violations} findings of today, so that only new ones fail.\n`;
}

function indented(text: string): string {
  return text.trimEnd().split('\n').map(line => `${`    ${line}`.trimEnd()}\n`).join('');
}
