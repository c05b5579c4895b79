import type { ReviewReport } from './model.js';

/** The report as JSON; its schema is published as `schemas/review-report.schema.json`. */
export function reviewJson(report: ReviewReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
