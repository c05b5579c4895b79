// npm run codefixes -- <checkout of juice-shop>
//
// Puts each fix that OWASP Juice Shop offers for its own challenges (`data/static/codefixes`: one is correct) in the place of the vulnerable code, in memory, and says what the
// rules on authorization find of the entry point that the challenge is about: a violation in the vulnerable code and in each wrong fix, none in the correct one. Exit code 1
// where that does not hold.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { readRepository } from '@assay/sources';
import { analyzeRepository } from '../packages/engine/dist/analyze.js';
import { plainReader } from '../packages/engine/dist/extract.js';
import { rememberFacts } from '../packages/engine/dist/session/fact-memory.js';

const FIXES = 'data/static/codefixes';
const RULES = ['unguarded-mutation', 'mutation-without-authorization'];

/** The challenges of the backend that are about who may change what. */
const CHALLENGES = [
  { challenge: 'changeProductChallenge', file: 'server.ts', subject: 'PUT /api/Products/{id}' },
  { challenge: 'forgedReviewChallenge', file: 'routes/updateProductReviews.ts', subject: 'PATCH /rest/products/reviews' },
];

process.exitCode = main(process.argv.slice(2));

function main([given]) {
  const root = given === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), given);
  if (root === undefined || !existsSync(join(root, FIXES))) {
    console.error(`${given ?? 'no folder'}: no ${FIXES} there\nusage: npm run codefixes -- <checkout of juice-shop>`);
    return 2;
  }
  const repository = readRepository(root);
  const extract = rememberFacts(plainReader(root));
  let failed = 0;
  for (const { challenge, file, subject } of CHALLENGES) {
    for (const { name, text, expected } of variants(root, challenge, file)) {
      const files = repository.files.map((known) => (known.path === file && text !== undefined ? { ...known, text } : known));
      const { result } = analyzeRepository({ ...repository, files }, extract, { adapters, rules, rollup: false, inlineConfig: false });
      const found = reported(result, subject);
      const isRight = (found.length > 0) === expected;
      if (!isRight) failed += 1;
      console.log(`${isRight ? 'right' : 'WRONG'}  ${name.padEnd(34)} ${subject}  ${found.join(', ') || 'no violation'}`);
    }
  }
  return failed > 0 ? 1 : 0;
}

/** The code as it is, and with each fix in its place. */
function variants(root, challenge, file) {
  const fixes = readdirSync(join(root, FIXES)).filter((name) => name.startsWith(`${challenge}_`)).sort();
  const source = readFileSync(join(root, file), 'utf8');
  return [
    { name: challenge, text: undefined, expected: true },
    ...fixes.map((name) => ({ name: name.replace(/\.ts$/, ''), text: replaced(source, challenge, readFileSync(join(root, FIXES, name), 'utf8')), expected: !name.includes('_correct') })),
  ];
}

function replaced(source, challenge, fix) {
  const lines = source.split('\n');
  const mark = (word) => lines.findIndex((line) => line.includes(`vuln-code-snippet ${word} `) && line.includes(challenge));
  const [start, end] = [mark('start'), mark('end')];
  if (start < 0 || end < start) throw new Error(`${challenge}: its marks are not in the code`);
  return [...lines.slice(0, start), fix, ...lines.slice(end + 1)].join('\n');
}

function reported({ findings }, subject) {
  return findings.filter((finding) => RULES.includes(finding.rule) && finding.outcome === 'violation' && finding.subject === subject).map(({ rule }) => rule);
}
