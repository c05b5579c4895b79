// npm run site: the pages in docs/ and those of the programmatic interface as a web site, in docs/.vitepress/dist. Fails where an export has no documentation, a link leads nowhere, or a page
// cannot be rendered (which VitePress prints, and does not fail for).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BUILT = join(ROOT, 'docs/.vitepress/dist');

function run(file, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', file), ...args], { cwd: ROOT, encoding: 'utf8' });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (status !== 0 || /^\w*Error: /m.test(stdout + stderr)) process.exit(1);
}

rmSync(join(ROOT, 'docs/api'), { recursive: true, force: true });
run('typedoc/bin/typedoc', []);
run('vitepress/bin/vitepress.js', ['build', 'docs']);

const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md') && !path.startsWith('.vitepress'));
const missing = pages.filter((path) => !existsSync(join(BUILT, path.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html'))));
const empty = pages.filter((path) => !missing.includes(path) && !/<h1|VPHero/.test(readFileSync(join(BUILT, path.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html')), 'utf8')));
for (const path of [...missing, ...empty]) console.error(`docs/${path} is not on the site`);
if (missing.length + empty.length > 0) process.exit(1);
console.log(`${pages.length} pages in docs/.vitepress/dist`);
