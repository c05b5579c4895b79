import { VERSION } from './version.js';

/** The page of a rule, as it is in the published package of this version. */
export function docsUrl(rule: string): string {
  return `https://unpkg.com/eslint-plugin-assay@${VERSION}/docs/rules/${rule}.md`;
}
