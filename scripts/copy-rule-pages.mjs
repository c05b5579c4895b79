// Puts the rules' pages into the plugin's package, where meta.docs.url of its rules leads to. npm runs it before packing.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const target = join(root, 'packages/eslint-plugin/docs');
rmSync(target, { recursive: true, force: true });
cpSync(join(root, 'docs/rules'), join(target, 'rules'), { recursive: true });
