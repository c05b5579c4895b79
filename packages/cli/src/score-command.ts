import { resolve } from 'node:path';
import { validateRatings, type GivenRating } from '@assay/report';
import { disk } from './disk.js';
import type { Io } from './io.js';
import { readReport } from './report-command.js';
import { UsageError } from './usage-error.js';

/** `assay score validate`: holds a reviewer's ratings against the evidence of a report. Exit code 1 when one contradicts it. */
export async function scoreValidate(given: string, { report }: { readonly report: string }, io: Io): Promise<number> {
  const evidence = readReport(resolve(io.cwd, report), report);
  const remarks = validateRatings(evidence, ratingsIn(resolve(io.cwd, given), given));
  await io.stdout.write(remarks.map(({ step, kind, message }) => `step ${step}: ${kind}: ${message}\n`).join(''));
  return remarks.some(({ kind }) => kind === 'inconsistent') ? 1 : 0;
}

/** @throws UsageError when the file is not `{"ratings": [{"step", "rating", "justification"}]}`. */
function ratingsIn(file: string, given: string): readonly GivenRating[] {
  if (!disk.exists(file)) throw new UsageError(`No such file: ${given}. Write {"ratings": [{"step": 2, "rating": 0.8, "justification": "..."}]} to it.`);
  const ratings = listIn(disk.read(file));
  if (!ratings?.every(isRating)) throw new UsageError(`${given} is not {"ratings": [{"step": 2, "rating": 0.8, "justification": "..."}]} with ratings between 0 and 1.`);
  return ratings;
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const { ratings } = JSON.parse(text) as { readonly ratings?: unknown };
    return Array.isArray(ratings) ? ratings : undefined;
  } catch {
    return undefined;
  }
}

function isRating(value: unknown): value is GivenRating {
  const { step, rating, justification } = (value ?? {}) as Record<string, unknown>;
  return Number.isInteger(step) && typeof rating === 'number' && rating >= 0 && rating <= 1 && (justification === undefined || typeof justification === 'string');
}
