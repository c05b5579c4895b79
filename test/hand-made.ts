import { defineRule, type BackendModel, type Finding, type Place, type Repository, type Rule, type RunResult, type SourceFile, type Verdict } from '@assay/contract';

/** Results, rules, repositories and models made by hand: no test of the engine, the reports or the CLI parses anything. */

export const COVERAGE: RunResult['coverage'] = {
  files: 3, functions: 12, frameworks: ['express'], dataLayers: ['prisma'],
  endpoints: { total: 4, mutating: 2, unresolvedHandlers: 1, unmounted: 0 },
  dataCalls: { yes: 6, no: 3, unknown: 1, reasons: { parameter: 1 } },
  migrations: { total: 2, tools: ['knex'] },
  cut: { merged: 1, dropped: 0 },
};

export function place(path: string, first = 1, last = first): Place {
  return { path, lines: { first, last }, columns: { first: 3, last: 9 }, span: { path, start: first * 100, end: last * 100 + 6 } };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'unguarded-mutation', variant: 'open', outcome: 'violation', category: 'security', severity: 'critical', subject: 'PATCH /users/{id}',
    title: 'Missing authN on PATCH /users/{id}', where: place('src/users.ts', 88, 129), evidence: 'No check before the mutation', recommendation: 'Add the guard',
    trace: [], fingerprint: '0123456789abcdef0123', ...changes,
  };
}

export function result(changes: Partial<RunResult> = {}): RunResult {
  return { tool: 'assay', version: '0.1.0', status: 'ready', findings: [], checked: [], coverage: COVERAGE, problems: [], missingContext: [], suppressed: [], ...changes };
}

/** A rule that gives these verdicts, whatever the model. */
export function ruleOf(verdicts: Iterable<Verdict> | (() => Iterable<Verdict>), meta: Partial<Rule['meta']> = {}, id = 'unguarded-mutation'): Rule {
  return defineRule({
    id,
    meta: {
      standard: 'authorization', category: 'security', subjects: 'mutating endpoints', languages: ['code'], since: '0.1.0', lifecycle: 'stable', schema: {}, defaults: {},
      variants: { open: { severity: 'critical', title: 'Missing authN on {subject}' }, weak: { severity: 'minor', title: 'Weak guard' } },
      summary: 'A mutation that nobody guards.', why: 'Anyone can change state.', recommendation: 'Add a guard.', ...meta,
    },
    check: () => (typeof verdicts === 'function' ? verdicts() : verdicts),
  });
}

export function model(changes: Partial<BackendModel> = {}): BackendModel {
  const nothing = () => { throw new Error('this hand-made model answers no questions'); };
  return {
    endpoints: [], jobs: [], loops: [], transactions: [], fields: [], transactionScopes: [], retriedCalls: [], writeSets: [], errorProducers: [], migrations: [], migrationGroups: [], reversals: [], columnsBefore: new Map(), tables: [], declaredTables: [], schemaMatches: [], rowChanges: [], coverage: COVERAGE,
    wideChanges: () => [], tableUses: () => [], tableFilters: () => [], effects: nothing, reach: nothing, guarded: nothing, publicByPurpose: nothing, developmentOnly: nothing, missedGuards: nothing, deviance: nothing, scoping: nothing, keyUse: nothing, idempotency: nothing, ...changes,
  };
}

export function file(path: string, text: string, kind: SourceFile['kind'] = 'code'): SourceFile {
  return { path, kind, text, role: 'product' };
}

export function repository(files: readonly SourceFile[], changes: Partial<Repository> = {}): Repository {
  return {
    root: '/hand-made/root', files, manifests: [], problems: [], paths: files.map(each => each.path).sort(),
    resolve: () => ({ kind: 'unresolved', reason: 'hand-made' }), ...changes,
  };
}
