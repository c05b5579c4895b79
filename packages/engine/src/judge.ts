import { isUnder, type BackendModel, type Change, type DataCall, type FileFacts, type PassRecord, type ReadProblem, type RepoPath, type Repository, type RouteCall, type RunResult, type Span } from '@assay/contract';
import { allowances, allowed } from './change/allow.js';
import { makeChange } from './change/change.js';
import { shardTest } from './compare/shards.js';
import { countVerdicts } from './counts.js';
import { reasonVerdicts, useVerdicts } from './directive-verdicts.js';
import { readDirectives } from './directives.js';
import { withFingerprints } from './fingerprint.js';
import { draftOf } from './finding.js';
import { missingContext } from './missing-context.js';
import type { Analysis, JudgeOptions } from './options.js';
import { byPlace, byPlaceOfPass, sortedProblems } from './order.js';
import { makePlaces, type PlaceOf } from './places.js';
import { rollUp } from './rollup.js';
import { runRules, type Judged } from './run-rules.js';
import { suppress } from './suppress.js';

/** What the model stage hands over. */
export interface Built {
  readonly model: BackendModel;
  readonly problems: readonly ReadProblem[];
  readonly dataCalls: readonly DataCall[];
  readonly routeCalls: () => readonly RouteCall[];
}

const TOOL = { name: 'assay', version: '0.0.0' };

/** What the rules said of a model. */
export type Ran = Readonly<Omit<ReturnType<typeof runRules>, 'judged'>> & { readonly judged: readonly Judged[] };

/** Judges a model that is already built. Pure: reads no disk and no clock. */
export function judge(repository: Repository, facts: readonly FileFacts[], built: Built, options: JudgeOptions): Analysis & { readonly ran: Ran } {
  const change = options.change && makeChange(options.change, repository, facts, built.model);
  const ran = runRules(built.model, change, options, repository.root);
  return { ...concluded(repository, facts, built, options, ran, change), ran };
}

/** What verdicts come to in the texts of a repository: places, fingerprints, directives, order. */
export function concluded(repository: Repository, facts: readonly FileFacts[], built: Built, options: JudgeOptions, ran: Ran, change?: Change): Analysis {
  const rules = options.rules.filter(rule => rule.meta.judges !== 'change' || change);
  const idle = options.rules.filter(rule => !rules.includes(rule)).map(rule => rule.id);
  const permits = allowances(options.change?.set.commits ?? [], rules);
  const problems = sortedProblems([...repository.problems, ...facts.flatMap(file => file.problems), ...built.problems, ...ran.problems, ...permits.problems]);
  const placeOf = makePlaces(repository.files, facts);
  const directives = readDirectives(repository.files, facts);
  const obey = options.inlineConfig ?? true;
  const texts = new Map(repository.files.map(file => [file.path, file.text]));
  const textAt = ({ path, start, end }: Span) => (texts.get(path) ?? '').slice(start, end);
  const isOn = ({ rule, verdict }: Judged) => options.level?.(rule.id, verdict.at.path) !== 'off';
  const on = ran.judged.filter(isOn);
  const explained = reasonVerdicts(directives).filter(isOn);
  const silenced = allowed(suppress(findingsOf([...on, ...explained], placeOf, textAt, options), directives, obey), permits);
  const useful = useVerdicts(directives, silenced.used, { known: new Set(options.rules.map(rule => rule.id)), failed: new Set([...ran.failed, ...idle]) }).filter(isOn);
  const silencedOnUse = suppress(findingsOf(useful, placeOf, textAt, options), directives, obey);

  const under = isUnder(options.paths);
  const inShard = options.shard ? shardTest(options.shard, repository.files.map(file => file.path), repository.manifests.map(manifest => manifest.folder)) : () => true;
  const reported = (path: RepoPath) => under(path) && inShard(path) && options.reports?.(path) !== false;
  const judged = [...on, ...explained, ...useful].filter(({ verdict }) => reported(verdict.at.path));
  const findings = [...silenced.active, ...silencedOnUse.active].filter(finding => reported(finding.where.path));
  const suppressed = [...silenced.suppressed, ...silencedOnUse.suppressed].filter(({ finding }) => reported(finding.where.path));
  const checked = countVerdicts(judged, rules);
  const { name, version } = options.tool ?? TOOL;

  const result: RunResult = {
    tool: name,
    version,
    status: statusOf(ran.judged.length, problems),
    findings: (options.rollup ?? true ? rollUp(findings, checked, suppressed, options.rules) : findings).toSorted(byPlace),
    checked,
    coverage: built.model.coverage,
    problems,
    missingContext: missingContext(repository.paths, built.model),
    suppressed: suppressed.toSorted((a, b) => byPlace(a.finding, b.finding)),
  };
  return {
    result,
    passes: passesOf(judged, placeOf),
    model: built.model,
    endpoints: built.model.endpoints.map(endpoint => endpoint.id),
    dataCalls: built.dataCalls,
    routeCalls: built.routeCalls,
    sources: texts,
    warnings: [],
    crashed: problems.some(problem => problem.code === 'internal' && problem.level === 'problem'),
    judged: ran.judged.length,
    ...(change ? { change } : {}),
  };
}

function findingsOf(judged: readonly Judged[], placeOf: PlaceOf, textAt: (span: Span) => string, { level }: JudgeOptions) {
  const drafts = judged.flatMap(({ rule, verdict }) => {
    if (verdict.outcome === 'pass') return [];
    const set = level?.(rule.id, verdict.at.path);
    return [draftOf(rule, verdict, placeOf, set === 'on' || set === 'off' ? undefined : set)];
  });
  return withFingerprints(drafts, textAt);
}

function passesOf(judged: readonly Judged[], placeOf: PlaceOf): readonly PassRecord[] {
  const passes = judged.flatMap(({ rule, verdict }): PassRecord[] => {
    if (verdict.outcome !== 'pass') return [];
    const trace = (verdict.because ?? []).map(({ at, message }) => ({ where: placeOf(at), message }));
    return [{ rule: rule.id, subject: verdict.subject, where: placeOf(verdict.at), trace }];
  });
  return passes.sort(byPlaceOfPass);
}

function statusOf(judged: number, problems: readonly ReadProblem[]): RunResult['status'] {
  if (judged === 0) return 'blocked';
  return problems.some(problem => problem.level === 'problem') ? 'partial' : 'ready';
}
