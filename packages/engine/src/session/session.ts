import type { Finding, RepoPath } from '@assay/contract';
import { wholeMessageOf } from '../message-of.js';
import { Project, type ProjectOptions, type State } from './project.js';

/** What is found in one file. */
export interface FileFindings {
  /** Violations in the order of reports, none of them silenced. */
  readonly findings: readonly Finding[];
  /** Why they are incomplete or missing. */
  readonly failure?: string;
}

interface Answer {
  readonly text: string;
  readonly state: State;
  readonly found: FileFindings;
}

/** Answers for single files of one project, in whatever text an editor has them. A text is judged once, however often it is asked about. */
export class Session {
  readonly #root: string;
  readonly #project: Project;
  readonly #answers = new Map<RepoPath, Answer>();

  constructor(options: ProjectOptions) {
    this.#root = options.root;
    this.#project = new Project(options);
  }

  /** The findings of the file at `path` if its text were `text`, all other files being as on the disk. Never throws. */
  check(path: RepoPath, text: string): FileFindings {
    try {
      const state = this.#project.state();
      const known = this.#answers.get(path);
      if (known?.text === text && known.state === state) return known.found;
      const { findings, failure } = this.#project.judge(state, state.snapshot.withText(path, text));
      const found = { findings: findings.get(path) ?? [], failure };
      this.#answers.set(path, { text, state, found });
      return found;
    } catch (error) {
      return { findings: [], failure: wholeMessageOf(error, this.#root) };
    }
  }
}
