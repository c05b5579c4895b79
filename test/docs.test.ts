import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import * as assay from 'assay';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './support/cli.js';
import { checkOutDemo } from './support/demo.js';
import { blocksOf, commandsIn, pageText } from './support/pages.js';
import { REPOSITORY } from './support/repository.js';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'packages/cli/README.md', ...readdirSync(join(REPOSITORY, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)];
/** Written by `npm run api`, for the site alone. */
const GENERATED = 'docs/api/README.md';

let home = '';
beforeAll(() => { home = realpathSync(mkdtempSync(join(tmpdir(), 'assay-docs-'))); });
afterAll(() => rmSync(home, { recursive: true, force: true }));

const commandsOf = (page: string) => blocksOf(page).filter(({ language }) => language === 'sh').flatMap(({ text }) => commandsIn(text));
const withCommands = PAGES.filter(page => commandsOf(page).length > 0);

describe('a reader who types the commands of a page, one after another, in the demo backend', () => {
  test('has pages to read', () => {
    expect(withCommands).toEqual(expect.arrayContaining(['packages/cli/README.md', ...['getting-started', 'formats', 'suppressions', 'decides', 'faq', 'scale'].map(name => `docs/${name}.md`)]));
  });

  test.each(withCommands)('%s', async page => {
    const cwd = join(home, page.replaceAll('/', '-'));
    checkOutDemo(cwd);
    for (const argv of commandsOf(page)) {
      const { code, stderr } = await runHere(argv, cwd);
      expect([argv.join(' '), code === 0 || code === 1, /^assay: .*$/m.exec(stderr)?.[0]]).toEqual([argv.join(' '), true, undefined]);
    }
  }, 180_000);
});

test('the program of docs/programmatic.md runs', () => {
  const cwd = join(home, 'program');
  checkOutDemo(cwd);
  const [program] = blocksOf('docs/programmatic.md').filter(({ language }) => language === 'ts');
  const source = program!.text.replace(/^import (\{.*\}) from 'assay';$/m, 'const $1 = assay;').replace("cwd: '.'", `cwd: ${JSON.stringify(cwd)}`);
  const printed: unknown[] = [];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the page's own lines are what is run
  new Function('assay', 'console', source)(assay, { log: (...parts: unknown[]) => printed.push(parts.join(' ')) });
  expect(printed).toEqual(expect.arrayContaining(['2.1.0', expect.stringMatching(/^critical .*src\/http\/routes\/products\.ts:44$/)]));
});

describe('links', () => {
  const slug = (heading: string) => heading.toLowerCase().replace(/[`*]/g, '').replace(/[^\p{L}\p{N} _-]/gu, '').trim().replace(/ /g, '-');
  const anchorsOf = (page: string) => [...pageText(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading));

  test.each(PAGES)('of %s lead somewhere', page => {
    const links = [...pageText(page).replace(/^```[^]*?^```$/gm, '').matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link = '']) => link);
    const dead = links.filter(link => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (target === GENERATED) return false;
      return !existsSync(join(REPOSITORY, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(dead).toEqual([]);
  });
});
