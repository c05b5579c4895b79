import { compareText } from '@assay/contract';
import type { ImportedResult, ImportedRun } from './model.js';

type Json = Readonly<Record<string, unknown>>;

const LEVELS = ['error', 'warning', 'note', 'none'] as const;

/** The file is no SARIF 2.1.0; the message says what is wrong with it. */
export class SarifError extends Error {
  override readonly name = 'SarifError';
}

/**
 * The results of other tools in the text of a SARIF 2.1.0 file (OASIS), by run. Those that the file calls suppressed, passed, not applicable or gone
 * are counted and left out. `file` is how the report names it; `root` is the absolute path of the project, which is taken off absolute locations.
 *
 * @throws SarifError when the text is not such a file.
 */
export function readSarif(text: string, file: string, root = ''): readonly ImportedRun[] {
  const log = parsed(text);
  if (log['version'] !== '2.1.0') throw new SarifError(typeof log['version'] === 'string' ? `it is SARIF ${log['version']}, and only 2.1.0 is read` : 'it has no "version": "2.1.0"');
  if (!Array.isArray(log['runs'])) throw new SarifError('it has no list "runs"');
  return log['runs'].map((run, index) => runOf(objectOf(run), index, file, root));
}

function parsed(text: string): Json {
  try {
    return objectOf(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    throw new SarifError(`it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function runOf(run: Json, index: number, file: string, root: string): ImportedRun {
  const driver = objectOf(objectOf(run['tool'])['driver']);
  const tool = textOf(driver['name']);
  if (tool === undefined) throw new SarifError(`its run ${index + 1} names no tool (tool.driver.name)`);
  const { results: given } = run;
  if (given !== undefined && given !== null && !Array.isArray(given)) throw new SarifError(`the "results" of its run ${index + 1} are no list`);
  const all = listOf(given);
  const open = all.filter(isOpen);
  const version = textOf(driver['semanticVersion']) ?? textOf(driver['version']);
  const results = open.map((result) => resultOf(result, run, driver, root));
  return { tool, ...(version === undefined ? {} : { version }), file, results: results.sort(byLevelAndPlace), left: all.length - open.length };
}

/** Section 3.27: `kind` is `fail` unless said, a suppression that was not rejected holds, `absent` is a result of before. */
function isOpen({ kind, suppressions, baselineState }: Json): boolean {
  if (kind !== undefined && kind !== 'fail' && kind !== 'open' && kind !== 'review') return false;
  if (baselineState === 'absent') return false;
  return !listOf(suppressions).some(({ status }) => status === undefined || status === 'accepted');
}

function resultOf(result: Json, run: Json, driver: Json, root: string): ImportedResult {
  const rules = listOf(driver['rules']);
  const index = result['ruleIndex'] ?? objectOf(result['rule'])['index'];
  const id = textOf(result['ruleId']) ?? textOf(objectOf(result['rule'])['id']);
  const rule = (typeof index === 'number' ? rules[index] : undefined) ?? rules.find((each) => each['id'] === id) ?? {};
  const physical = objectOf(listOf(result['locations'])[0]?.['physicalLocation']);
  const path = pathOf(objectOf(physical['artifactLocation']), run, root);
  const line = objectOf(physical['region'])['startLine'];
  const level = result['level'] ?? objectOf(rule['defaultConfiguration'])['level'];
  return {
    rule: id ?? textOf(rule['id']) ?? 'no rule', level: LEVELS.find((each) => each === level) ?? 'warning', message: messageOf(objectOf(result['message']), rule),
    ...(path === undefined ? {} : { path }), ...(path !== undefined && typeof line === 'number' && Number.isInteger(line) && line > 0 ? { line } : {}),
  };
}

/** Section 3.11: the text itself, or the rule's message of this id with its placeholders filled. */
function messageOf(message: Json, rule: Json): string {
  const given = textOf(message['text']) ?? textOf(message['markdown']);
  if (given !== undefined) return given;
  const template = textOf(objectOf(objectOf(rule['messageStrings'])[textOf(message['id']) ?? ''])['text']);
  const { arguments: filled } = message;
  const values: readonly unknown[] = Array.isArray(filled) ? filled : [];
  return template?.replaceAll(/\{(\d+)\}/g, (hole, number: string) => textOf(values[Number(number)]) ?? hole) ?? 'no message';
}

/** A path below the project, or the last name of one that lies elsewhere: places of a machine are not shown. */
function pathOf(location: Json, run: Json, root: string): string | undefined {
  const { index } = location;
  const indexed = typeof index === 'number' ? objectOf(listOf(run['artifacts'])[index]?.['location']) : {};
  const uri = textOf(location['uri']) ?? textOf(indexed['uri']);
  if (uri === undefined) return undefined;
  const path = decoded(uri.replace(/^file:\/\/[^/]*/, ''));
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(path)) return path.replace(/^\.\//, '');
  return root !== '' && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.split(/[\\/]/).at(-1);
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function byLevelAndPlace(a: ImportedResult, b: ImportedResult): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || compareText(a.path ?? '', b.path ?? '') || (a.line ?? 0) - (b.line ?? 0) || compareText(a.rule, b.rule) || compareText(a.message, b.message);
}
