import { createRequire } from 'node:module';

const manifest: unknown = createRequire(import.meta.url)('../package.json');

/** The version of the package `eslint-plugin-assay`. */
export const VERSION: string = manifest !== null && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : '0.0.0';
