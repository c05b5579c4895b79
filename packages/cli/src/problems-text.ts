import type { ReadProblem } from '@assay/contract';
import { visible } from '@assay/report';

const MOST_NOTES = 20;

/** One line for each problem, then the first notes: label, place, what happened. */
export function problemLines(problems: readonly ReadProblem[]): string {
  const notes = problems.filter(problem => problem.level === 'note');
  const lines = [...problems.filter(problem => problem.level === 'problem'), ...notes.slice(0, MOST_NOTES)].map(lineOf);
  if (notes.length > MOST_NOTES) lines.push(`note: ${notes.length - MOST_NOTES} more notes; -f json-full lists them all`);
  return lines.map(line => `${line}\n`).join('');
}

function lineOf({ level, path, line, code, message }: ReadProblem): string {
  const place = path === '' ? '' : `${path}${line === undefined ? '' : `:${line}`}: `;
  return visible(`${level}: ${place}${message} (${code})`);
}
