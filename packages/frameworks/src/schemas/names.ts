/** As libraries and naming strategies write a property's name in SQL: `createdAt` is `created_at`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}

/** The names that a property may have in SQL where a convention of the project decides. */
export function usualNames(name: string): readonly string[] {
  return [...new Set([name, snakeCase(name)])];
}

/** The names that the table of a model may have where conventions decide on its number and its form. */
export function tableNames(model: string): readonly string[] {
  return [...new Set([plural(model), snakeCase(plural(model)), model, snakeCase(model)])];
}

/** As English nouns usually have it; a name that ends in a single `s` is taken to be plural already. */
function plural(name: string): string {
  if (/[^aeiou]y$/i.test(name)) return name.replace(/y$/i, 'ies');
  if (/(?:ss|x|z|ch|sh)$/i.test(name)) return `${name}es`;
  return name.endsWith('s') ? name : `${name}s`;
}
