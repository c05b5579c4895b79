/** The caller asked for something that cannot be read at all. Content of a repository never causes one. */
export class SourcesError extends Error {
  override readonly name = 'SourcesError';
}
