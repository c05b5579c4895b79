import { SEVERITIES, type BackendModel, type Endpoint, type Finding, type GuardLevel } from '@assay/contract';
import { reviewReport, type ReviewInput, type ReviewReport } from '@assay/report';
import { finding, model, place, result, ruleOf } from '../hand-made.js';

export const RULES = [
  ruleOf([]),
  ruleOf([], { category: 'performance', standard: 'n-plus-one', subjects: 'loop', variants: { loop: { severity: 'major', title: 'N+1 in {subject}' } } }, 'n-plus-one-query'),
];

/** An endpoint as far as a report asks. */
export function endpoint(id: string, path: string): Endpoint {
  const [method = '', url = ''] = id.split(' ');
  const at = { path, start: 100, end: 106 };
  return { id, method, path: url, mounted: true, at, framework: 'express', chain: [], handlerAt: at, errorHandlers: [], missed: [], route: { protocol: 'http', method, path: url, at, steps: [], framework: 'express' } };
}

/** A model in which endpoints do nothing. */
export function quietModel(endpoints: readonly Endpoint[], level: GuardLevel = 'principal'): BackendModel {
  return model({ endpoints, effects: () => [], guarded: () => ({ known: 'yes', level, boundary: level, because: [] }) });
}

/** A report over hand-made verdicts. */
export function report(changes: Partial<ReviewInput> = {}): ReviewReport {
  return reviewReport({ result: result(), passes: [], model: quietModel([]), rules: RULES, readLine: () => undefined, lineOf: () => 1, ...changes });
}

/** A report of this many findings on this many endpoints, owned by three teams. */
export function bigReport(findings: number, endpoints: number): ReviewReport {
  const entries = Array.from({ length: endpoints }, (_, index) => endpoint(`PATCH /items/{id}/part-${index}`, `src/routes/part-${index}.ts`));
  const many = Array.from({ length: findings }, (_, index): Finding => {
    const entry = entries[index % endpoints];
    return finding({
      subject: entry?.id ?? '', title: `Missing authN on ${entry?.id ?? ''}`, severity: SEVERITIES[index % 4] ?? 'info', where: place(entry?.at.path ?? '', index + 1),
      trace: [{ where: place('src/app.ts', 31), message: 'mounted here' }, { where: place('src/services/part.ts', 7), message: 'calls save' }, { where: place('src/db.ts', 9), message: 'updates items' }],
      fingerprint: index.toString(16).padStart(20, '0'),
    });
  });
  return report({ result: result({ findings: many }), model: quietModel(entries), ownersOf: path => [`@team/${['red', 'green', 'blue'][path.length % 3] ?? ''}`], readLine: (_, line) => `line ${line} <script>alert(1)</script>` });
}
