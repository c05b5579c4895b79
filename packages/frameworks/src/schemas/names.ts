/** As libraries and naming strategies write a property's name in SQL: `createdAt` is `created_at`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}

/** The names that a property may have in SQL where a convention of the project decides. */
export function usualNames(name: string): readonly string[] {
  return [...new Set([name, snakeCase(name)])];
}
