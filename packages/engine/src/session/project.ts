import type { Finding, FrameworkAdapter, RepoPath, Repository, Rule } from '@assay/contract';
import { takeSnapshot, type Snapshot } from '@assay/sources';
import { analyzeRepository } from '../analyze.js';
import { cacheFolder, defaultCachePath } from '../cache/cache-folder.js';
import { extractorId } from '../cache/extractor-id.js';
import { openFactStore } from '../cache/fact-store.js';
import { fileExtractor, type ExtractFile } from '../extract.js';
import { messageOf } from '../message-of.js';
import { rememberFacts } from './fact-memory.js';
import { isAboutProject } from './about-project.js';

export interface ProjectOptions {
  readonly root: string;
  readonly rules: readonly Rule[];
  readonly adapters: readonly FrameworkAdapter[];
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

/** How long the state of the disk is believed, in milliseconds. */
const FRESH = 2000;

const NOTHING: ReadonlyMap<RepoPath, readonly Finding[]> = new Map();

/**
 * One project over time: what was read of it, the facts of each file, and the judgement on the state last asked about.
 * Every file whose text is the one on the disk shares one judgement.
 */
export class Project {
  readonly #options: ProjectOptions;
  #extract: ExtractFile;
  readonly #extractFile: ExtractFile;
  #snapshot: Snapshot | undefined;
  #checkedAt = -Infinity;
  #onDisk: { readonly repository: Repository; readonly judgement: Judgement } | undefined;

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.#extract = fileExtractor(options.root);
    this.#extractFile = rememberFacts((file, dialect) => this.#extract(file, dialect));
  }

  /** The repository as it is on the disk now, or was a moment ago. Throws when it cannot be read. */
  state(): Snapshot {
    const now = this.#options.now();
    if (this.#snapshot !== undefined && now - this.#checkedAt < FRESH) return this.#snapshot;
    this.#snapshot = this.#snapshot === undefined ? takeSnapshot(this.#options.root) : this.#snapshot.renew();
    this.#checkedAt = this.#options.now();
    return this.#snapshot;
  }

  /** Judges a state of the repository. Never throws. */
  judge(repository: Repository): Judgement {
    if (repository !== this.#snapshot?.repository) return this.#run(repository);
    if (this.#onDisk?.repository !== repository) this.#onDisk = { repository, judgement: this.#runOnDisk(repository) };
    return this.#onDisk.judgement;
  }

  /** Facts of what is on the disk are kept for the next run of any host; those of a text in an editor are not worth it. */
  #runOnDisk(repository: Repository): Judgement {
    const { root } = this.#options;
    const extract = this.#extract;
    const store = openFactStore(cacheFolder(defaultCachePath(root), false), extract, extractorId());
    this.#extract = store.extractFile;
    const judgement = this.#run(repository);
    this.#extract = extract;
    store.save();
    return judgement;
  }

  #run(repository: Repository): Judgement {
    const { root, rules, adapters } = this.#options;
    try {
      const { result, crashed } = analyzeRepository(repository, this.#extractFile, { rules, adapters, rollup: false, inlineConfig: false });
      const shown = result.findings.filter(finding => finding.outcome === 'violation' && !isAboutProject(finding, rules));
      const failure = crashed ? result.problems.find(problem => problem.code === 'internal')?.message : undefined;
      return { findings: byPath(shown), failure };
    } catch (error) {
      return { findings: NOTHING, failure: messageOf(error, root) };
    }
  }
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
