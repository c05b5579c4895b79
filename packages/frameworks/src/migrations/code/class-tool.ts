import type { DownRules } from './down.js';

/** A tool whose migrations are classes with an `up` method. */
export interface ClassTool extends DownRules {
  readonly name: string;
  /** The tool's own page. */
  readonly docs: string;
  readonly packages: readonly string[];
  /** The interface, imported from one of the packages, that its classes implement. */
  readonly implemented?: RegExp;
  /** The class, imported from one of the packages, that its classes extend. */
  readonly extended?: RegExp;
  /** How the tool names its classes: the sign where nothing is implemented (JavaScript) or a base class of the project stands between. */
  readonly className: RegExp;
}
