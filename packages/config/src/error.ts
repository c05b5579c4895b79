/** The configuration cannot be used; the message names the file, the key and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
