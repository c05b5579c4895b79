import type { RunResult } from '@assay/contract';
import { finding, place, result } from '../hand-made.js';

/** A path and a line of it that every format has to escape or count with care. */
export const ODD_PATH = 'src/übung/ファイル, 100%: [id].ts';
export const ODD_LINE = 'const größe = "日本"; app.patch("/users/:id", update)';

export const odd = finding({
  where: place(ODD_PATH, 5), title: 'Missing <b>authN</b> & more on PATCH /users/{id}', evidence: 'No "check" before @team\'s mutation, 100%', fingerprint: 'aaaaaaaaaaaaaaaaaaaa',
  trace: [{ where: place('src/app.ts', 31), message: 'router mounted here' }],
});

const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;

const many = Array.from({ length: 1_200 }, (_, index) => finding({
  where: place(`src/ordner ${index % 40}/größe-${index}.ts`, index + 1), fingerprint: index.toString(16).padStart(20, '0'), severity: SEVERITIES[index % 4]!,
  title: `Missing authN on PUT /größen/${index}`, evidence: `Vor der Änderung „update“ fragt niemand, 誰も確認しない 🙈 <${index}>`, recommendation: 'Schütze ihn & begründe es',
  trace: [{ where: place(`src/маршруты/${index % 7}.ts`, 2, 4), message: 'смонтирован здесь → “größe”' }],
}));

/** More findings than many readers take, with paths and messages outside ASCII, and a review that formats for machines leave out. */
export const large: RunResult = result({
  findings: [odd, ...many, finding({ outcome: 'review', reason: 'opaque-guard', title: 'not for machines' })],
  checked: [{ rule: 'unguarded-mutation', subjects: 'mutating endpoints', pass: 3, violation: 1_201, review: 1, reasons: {} }, { rule: 'n-plus-one-query', subjects: 'loops', pass: 7, violation: 0, review: 0, reasons: {} }],
});
export const LARGE_VIOLATIONS = 1_201;
