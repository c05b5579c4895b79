import { compareText, type ReadProblem, type RepoPath } from '@assay/contract';

type Code = ReadProblem['code'];

/** Collects what could not be read. The same path and code are kept once, the first message wins. */
export class Problems {
  readonly #byKey = new Map<string, ReadProblem>();

  problem(path: RepoPath, code: Code, message: string): void {
    this.#add({ path, code, message, level: 'problem' });
  }

  note(path: RepoPath, code: Code, message: string): void {
    this.#add({ path, code, message, level: 'note' });
  }

  sorted(): readonly ReadProblem[] {
    return [...this.#byKey.values()].sort((a, b) => compareText(a.path, b.path) || compareText(a.code, b.code));
  }

  #add(problem: ReadProblem): void {
    const key = `${problem.path}\0${problem.code}`;
    if (!this.#byKey.has(key)) this.#byKey.set(key, problem);
  }
}
