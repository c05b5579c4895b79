import type { BackendModel, Finding, RepoPath, Repository } from '@assay/contract';
import { takeSnapshot, type Snapshot } from '@assay/sources';
import { modelRepository } from '../analyze.js';
import { cacheFolder, defaultCachePath } from '../cache/cache-folder.js';
import { engineId, extractorId } from '../cache/code-id.js';
import { openFactStore } from '../cache/fact-store.js';
import { openOutcomes, type Outcome } from '../cache/outcome-store.js';
import { runKey } from '../compare/report-file.js';
import { plainReader, type Reader } from '../extract.js';
import { concluded, judge, type Ran } from '../judge.js';
import { messageOf } from '../message-of.js';
import type { AnalyzeOptions } from '../options.js';
import { rememberFacts } from './fact-memory.js';
import { rememberModel } from './model-memory.js';
import { movedViolations } from './moved-verdicts.js';
import { isAboutProject } from './about-project.js';
import { isSameRepository } from './same-repository.js';
import { isSilentChange } from './silent-change.js';

/** What a project is judged by: the rules and adapters of the host, and what the project's configuration says of them. */
export type JudgedBy = Pick<AnalyzeOptions, 'rules' | 'adapters' | 'ruleOptions' | 'level' | 'reports' | 'key'>;

export interface ProjectOptions {
  readonly root: string;
  /** What it is judged by now: the same object for as long as that stays the same. Throws while the configuration cannot be used. */
  readonly judgedBy: () => JudgedBy;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** What the rules find in one state of the repository. */
export interface Judgement {
  /** The violations of each file, in the order of reports. Directives are not obeyed: that is the host's part. */
  readonly findings: ReadonlyMap<RepoPath, readonly Finding[]>;
  /** Why the findings are incomplete or missing. */
  readonly failure?: string;
}

/** All that a judgement depends on. Another object when anything of it changed. */
export interface State {
  readonly snapshot: Snapshot;
  readonly judgedBy: JudgedBy;
}

/** How long the state of the disk is believed, in milliseconds. */
const FRESH = 2000;

const NOTHING: ReadonlyMap<RepoPath, readonly Finding[]> = new Map();

/**
 * One project over time: what was read of it, the facts of each file, and the judgement on the state last asked about.
 * Every file whose text is the one on the disk shares one judgement.
 */
export class Project {
  readonly #options: ProjectOptions;
  readonly #plain: Reader;
  /** Where facts come from that are not in memory. */
  #source: Reader;
  readonly #reader: Reader;
  readonly #models = rememberModel();
  #last: { readonly repository: Repository; readonly judgedBy: JudgedBy; readonly model: BackendModel; readonly outcome: Outcome; readonly ran: Ran } | undefined;
  #state: State | undefined;
  #failure: unknown;
  #checkedAt = -Infinity;
  #onDisk: { readonly state: State; readonly judgement: Judgement } | undefined;
  #edited: { readonly repository: Repository; readonly judgedBy: JudgedBy; readonly judgement: Judgement } | undefined;

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.#plain = plainReader(options.root);
    this.#source = this.#plain;
    this.#reader = rememberFacts({ extractFile: (...asked) => this.#source.extractFile(...asked), outlineFile: (...asked) => this.#source.outlineFile(...asked), chooseDialect: (...asked) => this.#source.chooseDialect(...asked) });
  }

  /** The project as it is on the disk now, or was a moment ago. Throws when it or its configuration cannot be read. */
  state(): State {
    if (this.#options.now() - this.#checkedAt >= FRESH) this.#look();
    if (this.#state === undefined) throw this.#failure;
    return this.#state;
  }

  /** Judges the project with this repository in place of the one on the disk. Never throws. */
  judge(state: State, repository: Repository): Judgement {
    const { judgedBy } = state;
    if (repository === state.snapshot.repository) {
      if (this.#onDisk?.state !== state) this.#onDisk = { state, judgement: this.#savedSince(state) ?? this.#onDiskNow(state) };
      return this.#onDisk.judgement;
    }
    const judgement = judgementOf(this.#run(repository, judgedBy, false), judgedBy);
    this.#edited = { repository, judgedBy, judgement };
    return judgement;
  }

  /** What was found when the text that is on the disk now was still in the editor. */
  #savedSince({ snapshot, judgedBy }: State): Judgement | undefined {
    const edited = this.#edited;
    return edited?.judgedBy === judgedBy && isSameRepository(edited.repository, snapshot.repository) ? edited.judgement : undefined;
  }

  /** What an earlier run of any host found in the same project, or what is found now, for the next one. */
  #onDiskNow({ snapshot: { repository, seen }, judgedBy }: State): Judgement {
    const { root } = this.#options;
    const { key } = judgedBy;
    if (key === undefined || seen === undefined) return judgementOf(this.#run(repository, judgedBy, true), judgedBy);
    const outcomes = openOutcomes(cacheFolder(defaultCachePath(root), false));
    const question = runKey([engineId(), key, 'session']);
    const kept = outcomes.find(root, question)?.outcome;
    const outcome = kept ?? this.#run(repository, judgedBy, true);
    if (outcome !== kept && 'result' in outcome && !outcome.crashed) outcomes.keep(question, seen, [], outcome);
    return judgementOf(outcome, judgedBy);
  }

  #look(): void {
    const known = this.#state;
    try {
      const judgedBy = this.#options.judgedBy();
      const snapshot = known === undefined ? takeSnapshot(this.#options.root) : known.snapshot.renew();
      if (snapshot !== known?.snapshot || judgedBy !== known.judgedBy) this.#state = { snapshot, judgedBy };
    } catch (error) {
      this.#state = undefined;
      this.#failure = error;
    }
    this.#checkedAt = this.#options.now();
  }

  /** Facts of what is on the disk are kept for the next run of any host; those of a text in an editor are not worth it. Never throws. */
  #run(repository: Repository, judgedBy: JudgedBy, keep: boolean): Outcome | Failure {
    const { root } = this.#options;
    const store = keep || !this.#last ? openFactStore(cacheFolder(defaultCachePath(root), false), this.#plain, extractorId()) : undefined;
    this.#source = store?.reader ?? this.#plain;
    try {
      const options = { ...judgedBy, rollup: false, inlineConfig: false };
      const { facts, built } = modelRepository(repository, this.#reader, options, input => this.#models.build(input));
      const last = this.#last;
      const isLast = !keep && last?.judgedBy === judgedBy && last.model === built.model;
      if (built.moved) {
        const violations = isLast && !last.outcome.crashed && movedViolations(last.ran.judged, built.moved);
        if (violations) return concluded(repository, facts, built, options, { ...last.ran, judged: violations });
        this.#models.forget();
        return this.#run(repository, judgedBy, keep);
      }
      if (isLast && isSilentChange(last.repository, repository)) return last.outcome;
      const { result, endpoints, crashed, judged, ran } = judge(repository, facts, built, options);
      const outcome = { result, endpoints, crashed, judged };
      this.#last = { repository, judgedBy, model: built.model, outcome, ran };
      return outcome;
    } catch (error) {
      return { failure: messageOf(error, root) };
    } finally {
      if (keep) store?.save();
    }
  }
}

/** Why nothing was found out. */
interface Failure {
  readonly failure: string;
}

function judgementOf(outcome: Outcome | Failure, { rules }: JudgedBy): Judgement {
  if ('failure' in outcome) return { findings: NOTHING, failure: outcome.failure };
  const { result, crashed } = outcome;
  const shown = result.findings.filter(finding => finding.outcome === 'violation' && !isAboutProject(finding, rules));
  const failure = crashed ? result.problems.find(problem => problem.code === 'internal')?.message : undefined;
  return { findings: byPath(shown), failure };
}

function byPath(findings: readonly Finding[]): ReadonlyMap<RepoPath, readonly Finding[]> {
  const groups = new Map<RepoPath, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.where.path);
    if (group) group.push(finding);
    else groups.set(finding.where.path, [finding]);
  }
  return groups;
}
