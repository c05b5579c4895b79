import { lineAt, innermost, type FileFacts, type FunctionFact, type PackageManifest, type ReadProblem } from '@assay/contract';

/** Entries of one function, and of all functions of one package. */
export interface SetupLimits {
  /** A function that registered nothing so far. */
  readonly idle: number;
  /** Any other function. */
  readonly entries: number;
  readonly packageEntries: number;
}

const LIMITS: SetupLimits = { idle: 500, entries: 5_000, packageEntries: 40_000 };

interface Spent { readonly path: string; readonly line: number; count: number; useful: boolean; refused: boolean }

/**
 * How often set-up code is entered. Each function and each package of the repository has a budget of its own, so that code which calls itself in
 * countless ways costs nothing but its own entry points; what was refused is told.
 */
export class SetupBudget {
  private readonly functions = new Map<FunctionFact, Spent>();
  private readonly packages = new Map<string, { count: number; refused: boolean }>();
  private readonly folders: readonly string[];

  constructor(manifests: readonly PackageManifest[], private readonly limits: SetupLimits = LIMITS) {
    this.folders = manifests.map(({ folder }) => folder);
  }

  /** May the function be entered once more? */
  admits(file: FileFacts, fn: FunctionFact): boolean {
    const own = this.spentOn(file, fn);
    const whole = this.packageOf(file);
    const isOwnSpent = own.count >= (own.useful ? this.limits.entries : this.limits.idle);
    const isWholeSpent = whole.count >= this.limits.packageEntries;
    own.refused ||= isOwnSpent;
    whole.refused ||= isWholeSpent;
    return !isOwnSpent && !isWholeSpent;
  }

  enter(file: FileFacts, fn: FunctionFact): void {
    this.spentOn(file, fn).count += 1;
    this.packageOf(file).count += 1;
  }

  /** While the function ran, something was registered. */
  useful(file: FileFacts, fn: FunctionFact): void {
    this.spentOn(file, fn).useful = true;
  }

  /** What was not run: a function that registered nothing so far is a note, one that did and a whole package are problems. */
  problems(): readonly ReadProblem[] {
    const functions = [...this.functions.values()].filter(({ refused }) => refused).map(({ path, line, count, useful }): ReadProblem => ({
      path, line, code: 'budget', level: useful ? 'problem' : 'note',
      message: `set-up code called in more than ${count} ways: what other calls of it would register was not read`,
    }));
    const packages = [...this.packages].filter(([, { refused }]) => refused).map(([folder, { count }]): ReadProblem => ({
      path: folder === '' ? 'package.json' : `${folder}/package.json`, code: 'budget', level: 'problem',
      message: `more than ${count} calls of set-up code in this package: what the others would register was not read`,
    }));
    return [...functions, ...packages];
  }

  private spentOn(file: FileFacts, fn: FunctionFact): Spent {
    let spent = this.functions.get(fn);
    if (!spent) this.functions.set(fn, (spent = { path: file.path, line: lineAt(file.lineStarts, fn.nameAt[0]), count: 0, useful: false, refused: false }));
    return spent;
  }

  private packageOf({ path }: FileFacts): { count: number; refused: boolean } {
    const folder = innermost(this.folders, path);
    let spent = this.packages.get(folder);
    if (!spent) this.packages.set(folder, (spent = { count: 0, refused: false }));
    return spent;
  }
}
