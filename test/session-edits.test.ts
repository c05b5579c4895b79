import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openSessions, type JudgedBy, type RuleFindings, type Sessions } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { readRepository } from '@assay/sources';
import { afterAll, describe, expect, test } from 'vitest';
import { EDITS } from './support/edits.js';
import { FIXTURES } from './support/repository.js';

// Real checkouts as well: CHECKOUTS=<folder>:<folder> npx vitest run test/session-edits.test.ts
const folders = [join(FIXTURES, 'apps', 'express-knex-shop'), ...(process.env['CHECKOUTS'] ?? '').split(':').filter((folder) => folder !== '')];
const LEFT_OUT = /(?:^|\/)(?:node_modules|\.git|\.assay-cache)(?:\/|$)/;
const judgedBy: JudgedBy = { rules, adapters };
const parent = realpathSync(mkdtempSync(join(tmpdir(), 'assay-edits-')));

afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** A copy of a project, a session that lives as long as it, and a clock that lets the session look at the disk again. */
class Project {
  readonly root: string;
  private time = 0;
  private readonly sessions: Sessions;

  constructor(folder: string) {
    this.root = join(parent, basename(folder));
    cpSync(folder, this.root, { recursive: true, filter: (source) => !LEFT_OUT.test(source.slice(folder.length)) });
    this.sessions = openSessions({ judgedBy: () => () => judgedBy, now: () => this.time });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    this.time += 2000;
  }

  remove(path: string): void {
    rmSync(join(this.root, path));
    this.time += 2000;
  }

  move(from: string, to: string): void {
    renameSync(join(this.root, from), join(this.root, to));
    this.time += 2000;
  }

  /** What the session says of these texts, which must be what one says that has just been opened. */
  agrees(texts: readonly (readonly [path: string, text: string])[]): void {
    const fresh = openSessions({ judgedBy: () => () => judgedBy });
    const answers = (sessions: Sessions) => texts.map(([path, text]): [string, RuleFindings[]] => [path, rules.map(({ id }) => sessions.check({ filename: join(this.root, path), text, rule: id }))]);
    expect(answers(this.sessions)).toEqual(answers(fresh));
  }
}

describe.each(folders.map((folder) => [basename(folder), folder] as const))('%s: a session that has seen many edits says what a new one says', (_name, folder) => {
  const project = new Project(folder);
  const code = readRepository(project.root).files.filter((file) => file.kind === 'code');
  const product = code.filter((file) => file.role === 'product').map((file) => file.path).sort((a, b) => project.read(b).length - project.read(a).length);
  const inTest = code.find((file) => file.role === 'test')?.path;
  /** Other files for each kind of edit, large ones first: they hold most of what is judged. */
  const fileFor = (turn: number): string => product[(turn * 3) % Math.min(product.length, 24)] ?? '';

  test.each(Object.entries(EDITS).map(([kind, edit], turn) => [kind, edit, turn] as const))('%s, in the editor', (_kind, edit, turn) => {
    const path = product.slice(turn % 7).find((candidate) => edit(project.read(candidate)) !== undefined) ?? '';
    const text = project.read(path);
    project.agrees([[path, edit(text) ?? text]]);
    if (turn % 4 === 0) project.agrees([[path, text]]);
  });

  test.each(['another name', 'a function less', 'an export less', 'not finished'])('%s, saved, and taken back', (kind) => {
    const path = fileFor(kind.length);
    const text = project.read(path);
    project.write(path, EDITS[kind]?.(text) ?? `${text}\n`);
    project.agrees(product.slice(0, 12).map((other) => [other, project.read(other)]));
    project.write(path, text);
    project.agrees([[path, text]]);
  });

  test('a file that is new, moved and gone', () => {
    const path = fileFor(1);
    const copy = path.replace(/(\.[cm]?[jt]sx?)$/, '-anew$1');
    project.write(copy, project.read(path));
    project.agrees([path, copy].map((other) => [other, project.read(other)]));
    const moved = copy.replace('-anew', '-moved');
    project.move(copy, moved);
    project.agrees([path, moved].map((other) => [other, project.read(other)]));
    project.remove(moved);
    project.agrees([[path, project.read(path)]]);
  });

  test('the manifest and the configuration of the compiler', () => {
    const manifest = project.read('package.json');
    project.write('package.json', manifest.replace(/"(?:express|@nestjs\/core|fastify|koa|next)":/, '"left-pad":'));
    project.agrees(product.slice(0, 6).map((path) => [path, project.read(path)]));
    project.write('package.json', manifest);
    project.write('tsconfig.json', '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }');
    project.agrees(product.slice(0, 6).map((path) => [path, project.read(path)]));
  });

  test.runIf(inTest !== undefined)('a test', () => {
    const path = inTest ?? '';
    project.agrees([[path, `${project.read(path)}\n// assay/\n`]]);
    project.agrees([[path, `${project.read(path)}\nexport const more = 1;\n`]]);
  });
});
