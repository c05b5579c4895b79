/** How one tool's migration modules look. The patterns weigh; see `decide`. */
export interface CodeTool {
  readonly name: string;
  /** The tool's own page. */
  readonly docs: string;
  /** Dependencies and import specifiers that speak for it. */
  readonly packages: readonly string[];
  /** Name of the first parameter's declared type, or of the type of `up` itself. */
  readonly types: RegExp;
  /** Name of the first parameter, or names it is destructured into. */
  readonly params: RegExp;
  /** Name of the second parameter. */
  readonly second?: RegExp;
  /** What is called on the first parameter: `schema.createTable`; `()` for calling it. */
  readonly calls: RegExp;
  /** What a module without `down` means. */
  readonly missingDown: 'absent' | 'inferred';
  /** `export const down = false` declares that there is no way back. */
  readonly falseDown?: boolean;
  /** It runs the files of a folder in the order of their names as text: `10_b` before `9_a`. */
  readonly textOrder?: true;
}
