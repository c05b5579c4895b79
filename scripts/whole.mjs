// npm run build, after tsc: puts the modules of a package that is loaded through one place into one file beside them, dist/whole.js. Node takes longer to find, read and link 600 small
// modules than to run them. `packages/engine/src/whole.ts` says when that file is taken; nothing else knows of it.
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const FOLDERS = ['packages/model', 'packages/frameworks', 'rules'];

for (const folder of FOLDERS) {
  const dist = fileURLToPath(new URL(`../${folder}/dist/`, import.meta.url));
  const build = await rolldown({ input: `${dist}index.js`, platform: 'node', external: /^[^./]/ });
  await build.write({ file: `${dist}whole.js`, format: 'esm' });
  await build.close();
}
