import { UNKNOWN_NAME } from '@assay/contract';

/** A piece of a string or template: text (with the place of each character, or of the first), or a hole. */
export type LiteralPart =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly offsets?: undefined }
  | { readonly kind: 'text'; readonly text: string; readonly offsets: readonly number[] }
  | { readonly kind: 'hole'; readonly start: number };

/** A text without holes, and where its characters come from. */
export interface Assembled {
  readonly sql: string;
  readonly offsets: readonly number[];
  /** A hole was left out where a whole clause may stand. */
  readonly hasBlank: boolean;
}

type Fill = (before: string, after: string, index: number) => string;

const NAME = (index: number): string => `${UNKNOWN_NAME}${index}`;

/** Ways to fill the holes of one text, the likeliest first. */
export function attempts(parts: readonly LiteralPart[]): readonly Fill[] {
  if (parts.every((part) => part.kind === 'text')) return [() => ''];
  return [byContext, (_before, _after, index) => NAME(index), (before, after, index) => (isInside(before) ? byContext(before, after, index) : ''), (_before, _after, index) => `$${index}`];
}

/** What a hole most likely is, from the text before it. */
const byContext: Fill = (before, after, index) => {
  if (isInside(before) || /[\w"`.$]$/.test(before) || /^[\w"`]/.test(after)) return /\$$/.test(before) ? String(index) : NAME(index);
  if (/\b(?:from|join|into|update|table|exists|as|index|on|references|type|view|column|constraint|only|to|rename|trigger|function|key|schema|concurrently|by|returning|drop|add|alter)\s*$/i.test(before)) return NAME(index);
  if (/\b(?:in|values)\s*$/i.test(before)) return `($${index})`;
  if (/\bset\s*$/i.test(before)) return `${NAME(index)} = $${index}`;
  if (/\(\s*$/.test(before)) return /^\s*(?:\)|,)/.test(after) ? NAME(index) : `$${index}`;
  if (/(?:[=<>,+*/|-]|\b(?:where|and|or|not|limit|offset|select|default|then|else|when|like|ilike|between|any|is|interval|return|values|having))\s*$/i.test(before)) return `$${index}`;
  return '';
};

const PLACEHOLDER = /\?\?|\?(?![|&?])|(?<![:\w])[:@][a-z_]\w*/gi;

/** The same parts with the placeholders of query libraries (`?`, `??`, `:name`) as holes; `undefined` where there are none. */
export function withPlaceholders(parts: readonly LiteralPart[]): readonly LiteralPart[] | undefined {
  let before = '';
  const found = parts.flatMap((part): LiteralPart[] => {
    if (part.kind === 'hole') return [part];
    const pieces: LiteralPart[] = [];
    let from = 0;
    for (const match of part.text.matchAll(PLACEHOLDER)) {
      if (isInside(before + part.text.slice(0, match.index))) continue;
      pieces.push(slice(part, from, match.index), { kind: 'hole', start: placeOf(part, match.index) });
      from = match.index + match[0].length;
    }
    before += part.text;
    return [...pieces, slice(part, from, part.text.length)];
  });
  return found.length > parts.length ? found : undefined;
}

type TextPart = Extract<LiteralPart, { kind: 'text' }>;

function slice(part: TextPart, from: number, to: number): TextPart {
  const text = part.text.slice(from, to);
  return part.offsets ? { kind: 'text', text, offsets: part.offsets.slice(from, to) } : { kind: 'text', text, start: part.start + from };
}

function placeOf(part: TextPart, at: number): number {
  return part.offsets ? part.offsets[at] ?? 0 : part.start + at;
}

/** Does the text end inside quotes? */
function isInside(before: string): boolean {
  return (before.replaceAll("''", '').split("'").length - 1) % 2 === 1 || (before.split('"').length - 1) % 2 === 1 || (before.split('`').length - 1) % 2 === 1;
}

/** Puts the parts together, holes filled. */
export function assembled(parts: readonly LiteralPart[], fill: Fill): Assembled {
  let sql = '';
  const offsets: number[] = [];
  let hasBlank = false;
  let index = 0;
  for (const [at, part] of parts.entries()) {
    if (part.kind === 'text') {
      for (let i = 0; i < part.text.length; i += 1) offsets.push(part.offsets ? part.offsets[i] ?? 0 : part.start + i);
      sql += part.text;
      continue;
    }
    index += 1;
    const next = parts[at + 1];
    const filling = fill(sql, next?.kind === 'text' ? next.text : '', index);
    hasBlank ||= filling === '';
    sql += filling;
    for (let i = 0; i < filling.length; i += 1) offsets.push(part.start);
  }
  return { sql, offsets, hasBlank };
}
