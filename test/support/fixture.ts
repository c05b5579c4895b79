import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { analyze, directiveRules } from '@assay/engine';
import type { Analysis } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { analyzeChange, filesNow } from './change-case.js';
import { rules } from '@assay/rules';
import type { BackendModel, DataCall, DeclaredTable, Endpoint, Job, MigrationUnit, Rule, TestRequest } from '@assay/contract';
import { MODEL_KINDS, RULE_KINDS, difference, matchesModelLine, matchesVerdict, readExpectations } from './expectations.js';
import type { Observation } from './expectations.js';
import { parseFixture } from './markdown.js';
import { FIXTURES } from './repository.js';
import type { CaseFile, FixtureCase } from './markdown.js';

export interface Fixture {
  /** Relative to fixtures/, `/`-separated. */
  readonly path: string;
  readonly cases: readonly FixtureCase[];
}

/** Reads every `.md` below fixtures/<folder>, in a stable order. README.md holds no cases. */
export function readFixtures(folder: string): Fixture[] {
  const names = readdirSync(join(FIXTURES, folder), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((name) => name.endsWith('.md') && !name.endsWith('README.md'))
    .sort()
    .map((path) => ({ path, cases: casesOf(path) }));
}

function casesOf(path: string): FixtureCase[] {
  try {
    return parseFixture(readFileSync(join(FIXTURES, path), 'utf8'));
  } catch (error) {
    throw new Error(`fixtures/${path}: ${(error as Error).message}`, { cause: error });
  }
}

export function expectationKinds(fixture: FixtureCase): Set<string> {
  return new Set(readExpectations(fixture.files, RULE_KINDS).map((expectation) => expectation.kind));
}

/** Writes the case to a folder of its own, runs `use` there and removes it. */
export function inFolder<T>(files: readonly Pick<CaseFile, 'path' | 'text'>[], use: (root: string) => T): T {
  const root = writeFolder(files);
  try {
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The same for a `use` that takes its time. */
export async function inFolderAsync<T>(files: readonly Pick<CaseFile, 'path' | 'text'>[], use: (root: string) => Promise<T>): Promise<T> {
  const root = writeFolder(files);
  try {
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeFolder(files: readonly Pick<CaseFile, 'path' | 'text'>[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-case-')));
  for (const file of files) {
    const path = join(root, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
  return root;
}

/** Every rule that may have findings: those of the catalogue, and the engine's about directives. */
export const ALL_RULES: readonly Rule[] = [...rules, ...directiveRules];

export function analyzeFolder(root: string, using: readonly Rule[] = rules, rollup?: boolean): Analysis {
  return analyze({ root, rules: using, adapters, rollup });
}

/** Runs one rule over a case (a rule about directives: with all the rules they may name); '' when every line says what it should. */
export function checkRuleCase(rule: Rule, fixture: FixtureCase): string {
  if (rule.meta.judges === 'change') return checkAnalysis(rule, { ...fixture, files: filesNow(fixture.files) }, analyzeChange(fixture.files, rule));
  const using = directiveRules.includes(rule) ? rules : [rule];
  return checkAnalysis(rule, fixture, inFolder(fixture.files, (root) => analyzeFolder(root, using, false)));
}

function checkAnalysis(rule: Rule, fixture: FixtureCase, analysis: Analysis): string {
  const observed: Observation[] = [
    ...analysis.result.findings.filter((finding) => finding.rule === rule.id).map((finding) => ({
      kind: finding.outcome === 'violation' ? 'error' : 'review', text: finding.title, path: finding.where.path, line: finding.where.lines.first,
    })),
    ...analysis.passes.filter((pass) => pass.rule === rule.id).map((pass) => ({ kind: 'ok', text: pass.subject, path: pass.where.path, line: pass.where.lines.first, optional: true })),
  ];
  return explain(fixture, analysis, difference(readExpectations(fixture.files, RULE_KINDS), observed, matchesVerdict));
}

/** Compares the model lines of a case with the stated ones; '' when they are the same. A case about tests states their requests alone. */
export function checkModelCase(fixture: FixtureCase): string {
  const expected = readExpectations(fixture.files, MODEL_KINDS);
  const tests = expected.some(({ kind }) => kind === 'test');
  const analysis = inFolder(fixture.files, (root) => analyze({ root, rules: [], adapters, tests }));
  const observed: Observation[] = tests ? requestsOf(analysis.model, fixture) : [
    ...analysis.model.endpoints.map((endpoint) => ({ kind: 'endpoint', text: endpointLine(endpoint, analysis.model), ...place(fixture, endpoint.at) })),
    ...analysis.dataCalls.map((call) => ({ kind: 'access', text: accessLine(call), ...place(fixture, call.at), optional: call.known === 'no' })),
    ...analysis.model.jobs.map((job) => ({ kind: 'job', text: jobLine(job), ...place(fixture, job.at) })),
    ...analysis.model.migrations.map((unit) => ({ kind: 'migration', text: migrationLine(unit), ...place(fixture, unit.at) })),
    ...analysis.model.declaredTables.map((table) => ({ kind: 'table', text: tableLine(table), ...place(fixture, table.at), optional: true })),
  ];
  return explain(fixture, analysis, difference(expected, observed, matchesModelLine));
}

function requestsOf({ tests }: BackendModel, fixture: FixtureCase): Observation[] {
  return (tests?.requests ?? []).map((request) => ({ kind: 'test', text: testLine(request), ...place(fixture, request.at) }));
}

function endpointLine(endpoint: Endpoint, model: BackendModel): string {
  const chain = endpoint.chain.map((step) => step.label).join(', ');
  const handler = endpoint.handler ? ` handler: ${endpoint.handler.label}` : '';
  return `${endpoint.id} chain: [${chain}] guard: ${model.guarded(endpoint).level}${handler} mounted: ${endpoint.mounted ? 'yes' : 'no'} perElement: ${endpoint.route.perElement ? 'yes' : 'no'}`;
}

function accessLine(call: DataCall): string {
  return call.known === 'yes' ? (call.meaning ?? 'yes') : call.known === 'no' ? 'no' : `unknown ${call.reason ?? ''}`.trim();
}

function jobLine(job: Job): string {
  return `${job.name} framework: ${job.framework} handler: ${job.handler.kind === 'function' ? job.handler.fn.name : job.handler.kind}`;
}

function testLine({ method, path, statuses, denied, entries, unlinked }: TestRequest): string {
  return `${method} ${path} reaches: [${entries.join(', ')}] statuses: [${statuses.join(', ')}] denied: ${denied.length} unlinked: ${unlinked ?? 'no'}`;
}

function migrationLine(unit: MigrationUnit): string {
  return `${unit.name} tool: ${unit.tool} down: ${unit.down.kind} noop: ${yesNo(unit.noop)} destructive: ${yesNo(unit.destructive)}`;
}

/** `?` stands behind a column that may be empty, `~` behind one of which that is not known. */
function tableLine({ names, by, complete, columns }: DeclaredTable): string {
  const column = (one: DeclaredTable['columns'][number]): string => `${one.names.join('|')}${one.nullable === undefined ? '~' : one.nullable ? '?' : ''}`;
  return `${names.join('|')} by: ${by} complete: ${yesNo(complete)} columns: [${columns.map(column).join(', ')}]`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function place(fixture: FixtureCase, at: { readonly path: string; readonly start: number }): { path: string; line: number } {
  const text = fixture.files.find((file) => file.path === at.path)?.text ?? '';
  return { path: at.path, line: text.slice(0, at.start).split('\n').length };
}

/** A rule that threw or a case that does not parse proves nothing: both fail the case, before any expectation. */
function explain(fixture: FixtureCase, analysis: Analysis, diff: string): string {
  const problems = analysis.result.problems
    .filter((problem) => problem.code === 'internal' || problem.code === 'syntax')
    .map((problem) => `${problem.path}:${problem.line ?? 1}\n    problem   ${problem.code}: ${problem.message}`);
  const lines = [...problems, ...(diff ? [diff] : [])];
  return lines.length === 0 ? '' : `case "${fixture.name}" (line ${fixture.line})\n${lines.join('\n')}`;
}
