export type Json = Readonly<Record<string, unknown>>;

/** Strings come first, so that comment marks and commas inside them are left alone. */
const COMMENTS = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const TRAILING_COMMAS = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/**
 * Reads JSON that may hold comments and trailing commas.
 * Answers undefined when the text is not an object; empty text counts as an empty object, as in tsc.
 */
export function parseJsonObject(text: string): Json | undefined {
  const plain = text.replace(COMMENTS, keepStrings).replace(TRAILING_COMMAS, keepStrings);
  if (plain.trim() === '') return {};
  try {
    return asObject(JSON.parse(plain));
  } catch {
    return undefined;
  }
}

/** What is no comment and no comma at the end of a list stays; so does a comment that is never closed, which no reader of JSON takes. */
function keepStrings(token: string): string {
  return token.startsWith('"') || (token.startsWith('/*') && !token.endsWith('*/')) ? token : ' ';
}

/** An object of JSON: arrays and null are none. */
export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** A text; undefined for anything else. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The strings of an array; nothing for any other value. */
export function asStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
