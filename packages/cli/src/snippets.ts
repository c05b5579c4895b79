/** The rules in the editor, for an eslint.config file. */
export const ESLINT_BLOCK = `import assay from 'eslint-plugin-assay';
import tseslint from 'typescript-eslint';

export default [
  { files: ['**/*.{ts,tsx,mts,cts}'], languageOptions: { parser: tseslint.parser } },
  ...assay.configs.recommended,
];
`;

/** A workflow that judges what a pull request changes, and uploads all findings to code scanning. */
export const GITHUB_WORKFLOW = `name: assay
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write
jobs:
  assay:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npx assay check -f stylish -f sarif=assay.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with:
          sarif_file: assay.sarif
`;

/** A job whose report GitLab shows in merge requests. */
export const GITLAB_JOB = `assay:
  image: node:22
  script:
    - npx assay check -f stylish -f gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;
