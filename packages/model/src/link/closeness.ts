/** How closely a project is followed. */
export interface Closeness {
  /** Activations of one function that are told apart, and in all. */
  readonly entries?: number;
  readonly envs?: number;
  /** What values were derived from is not asked. */
  readonly withoutLabels?: boolean;
  /** Functions of these files are entered without their arguments. */
  coarse?(path: string): boolean;
}
