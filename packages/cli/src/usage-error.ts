/** The caller asked for something that cannot be done; the message names it and the next step. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
