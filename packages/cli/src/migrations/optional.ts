import { UsageError } from '../usage-error.js';

/**
 * Loads a package that Assay works without.
 * @throws UsageError when it is not installed; `what` says what it is for.
 */
export async function optional<T>(load: () => Promise<T>, name: string, what: string): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(`${what} by ${name}, which is not installed. Install it beside assay: npm install --save-dev ${name}`);
  }
}
