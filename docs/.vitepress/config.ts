import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { asOnSite } from './markdown.js';

/** Pages as the sidebar lists them; the title is the page's own. */
const GUIDE = ['getting-started', 'ci', 'scale', 'config', 'suppressions', 'formats', 'cli', 'editor', 'report', 'programmatic'];
const REASONS = ['decides', 'faq', 'accuracy', 'mutation', 'coverage', 'frameworks', 'performance', 'upgrades'];
const INSIDE = ['architecture', 'values', 'add-a-rule', 'add-a-framework'];

const titleOf = (page: string) => /^# (.+)$/m.exec(readFileSync(join(import.meta.dirname, '..', `${page}.md`), 'utf8'))?.[1] ?? page;
const items = (pages: readonly string[]) => pages.map((page) => ({ text: titleOf(page), link: `/${page}` }));

export default defineConfig({
  title: 'Assay',
  description: 'A lint toolkit for Node.js and TypeScript backends',
  lang: 'en',
  rewrites: { 'rules/README.md': 'rules/index.md', 'api/README.md': 'api/index.md' },
  // A link that leads nowhere fails the build. What leads out of docs/ into the repository is no page, and becomes text.
  ignoreDeadLinks: false,
  markdown: { config: asOnSite },
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  themeConfig: {
    nav: [{ text: 'Guide', link: '/getting-started' }, { text: 'Rules', link: '/rules/' }, { text: 'API', link: '/api/' }],
    sidebar: [
      { text: 'Guide', items: items(GUIDE) },
      { text: 'Rules and reasons', items: [{ text: 'Rules', link: '/rules/' }, ...items(REASONS)] },
      { text: 'Inside', items: [...items(INSIDE), { text: 'API', link: '/api/' }] },
    ],
    search: { provider: 'local' },
    outline: 'deep',
  },
});
