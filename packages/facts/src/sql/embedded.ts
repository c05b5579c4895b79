import { ts } from '#typescript';
import type { SqlDialect, SqlText } from '@assay/contract';
import { assembled, attempts, withPlaceholders, type Assembled, type LiteralPart } from './holes.js';
import { readSql, type SqlInput } from './read.js';

/** Methods and tags that are given SQL. */
const CONTEXT = /^(?:sql|raw|query|queryRaw|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|executeRaw|runSql|addSql|execute|executeSql|unsafe|none|any|one|oneOrNone|many|manyOrNone|exec|run|all|get|prepare|_run|rawQuery|SQL)$/;
/** A text that begins like a statement. In a SQL context the verb is enough; elsewhere what it acts on must follow. */
const VERB = /^(?:\s|--[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*(?:select|insert|update|delete|create|alter|drop|truncate|with|do|grant|revoke|comment|rename|replace\s+into|merge|set|begin|commit|rollback|lock|refresh|reindex|call|pragma|analyze|vacuum|copy)\b/i;
const STATEMENT = /^(?:\s|--[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*(?:select\s[^]*?\sfrom\s|insert\s+(?:or\s+\w+\s+|ignore\s+)?into\s|update\s[^]+?\sset\s|delete\s+from\s|create\s+(?:or\s+replace\s+|unique\s+|temp\w*\s+|materialized\s+)*(?:table|index|type|view|function|trigger|sequence|extension|schema)\s|alter\s+(?:table|type|index|sequence)\s|drop\s+(?:table|index|type|view|function|trigger|sequence|schema)\s|truncate\s+\w|with\s+(?:recursive\s+)?\w+\s+as\s*\(|do\s+\$)/i;
const LIKELY = /\b(?:select|insert|update|delete|create|alter|drop|truncate|with|do)\b/i;

/**
 * The SQL in the strings and templates of a code file. A text outside any SQL context counts only when all of it parses: it may be prose.
 * Holes are filled in by what stands around them; the ranges are those of the file.
 */
export function embeddedSql(source: ts.SourceFile, dialect: SqlDialect): readonly SqlText[] {
  if (!LIKELY.test(source.text)) return [];
  const found = literalsOf(source);
  if (found.length === 0) return [];
  return found.flatMap(({ parts, inContext, at }): SqlText[] => {
    const read = bestReading(parts, at, dialect);
    return read && (inContext || read.statements.every((statement) => statement.confidence !== 'unparsed')) ? [read] : [];
  });
}

/** The first filling of the holes with which everything parses, into something that is understood where one does that; placeholders are taken for operators and then for values; else the first of all. */
function bestReading(parts: readonly LiteralPart[], at: readonly [number, number], dialect: SqlDialect): SqlText | undefined {
  const isFilled = parts.some((part) => part.kind === 'hole');
  let first: SqlText | undefined;
  let vague: SqlText | undefined;
  for (const form of [parts, withPlaceholders(parts)]) {
    for (const fill of form ? attempts(form) : []) {
      const text = assembled(form ?? [], fill);
      const isPlain = form?.every((part) => part.kind === 'text' && !part.offsets) ?? false;
      const [read] = readSql([{ ...inputOf(text, at, isFilled), plain: isPlain }], dialect);
      if (!read?.statements.every((statement) => statement.confidence !== 'unparsed')) first ??= read;
      else if (isFilled && read.statements.some(({ ops }) => ops.some(({ op }) => op === 'opaque'))) vague ??= guarded(read, text);
      else return guarded(read, text);
    }
  }
  return vague ?? first;
}

function inputOf(text: Assembled, at: readonly [number, number], filled: boolean): SqlInput {
  return { text: text.sql, at, filled, offsetOf: (offset) => text.offsets[Math.min(Math.max(offset, 0), text.offsets.length - 1)] ?? at[0] };
}

/** A clause that was left out may be the `where` that a statement seems to lack. */
function guarded(read: SqlText, text: Assembled): SqlText {
  if (!text.hasBlank) return read;
  return {
    ...read,
    statements: read.statements.map((statement) => ({
      ...statement, ops: statement.ops.map((op) => ((op.op === 'update' || op.op === 'delete') && op.where === 'no' ? { ...op, where: 'unknown' as const } : op)),
    })),
  };
}

interface Found { readonly parts: readonly LiteralPart[]; readonly at: readonly [number, number]; readonly inContext: boolean }

/** The text of a constant of the file. */
type Constants = (name: string) => string | undefined;

function literalsOf(source: ts.SourceFile): Found[] {
  let known: ReadonlyMap<string, string> | undefined;
  const constants: Constants = (name) => (known ??= constantsOf(source)).get(name);
  const found: Found[] = [];
  const above: ts.Node[] = [];
  const below = (node: ts.Node): void => {
    above.push(node);
    ts.forEachChild(node, visit);
    above.pop();
  };
  const visit = (node: ts.Node): void => {
    // What a tag is given it binds as values: a constant is no part of the text.
    const isTagged = above.at(-1)?.kind === ts.SyntaxKind.TaggedTemplateExpression;
    const parts = partsOf(node, source, isTagged ? () => undefined : constants);
    if (!parts) return below(node);
    const text = parts.map((part) => (part.kind === 'text' ? part.text : ' x ')).join('');
    const inContext = isInContext(node, above);
    if ((inContext ? VERB : STATEMENT).test(text)) found.push({ parts, at: [node.getStart(source), node.end], inContext });
    else below(node);
  };
  visit(source);
  return found;
}

/** `const NAME = 'text'` of the file: names that holes may hold. Two of one name decide nothing. */
function constantsOf(source: ts.SourceFile): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      const text = node.initializer && ts.isStringLiteralLike(node.initializer) ? node.initializer.text : undefined;
      found.set(node.name.text, found.has(node.name.text) ? undefined : text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Map([...found].flatMap(([name, text]): [string, string][] => (text === undefined ? [] : [[name, text]])));
}

/** A string, a template or a sum of them as its pieces; `undefined` for anything else. */
function partsOf(node: ts.Node, source: ts.SourceFile, constants: Constants): LiteralPart[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [rawPart(source, node.getStart(source) + 1, node.end - 1)];
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap((span): LiteralPart[] => {
      const start = span.literal.getStart(source) + 1;
      const end = span.literal.end - (span.literal.kind === ts.SyntaxKind.TemplateTail ? 1 : 2);
      return [holePart(span.expression, source, constants), rawPart(source, start, end)];
    });
    return [rawPart(source, node.head.getStart(source) + 1, node.head.end - 2), ...spans];
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const left = partsOf(node.left, source, constants);
  const right = partsOf(node.right, source, constants);
  return left || right ? [...(left ?? [holePart(node.left, source, constants)]), ...(right ?? [holePart(node.right, source, constants)])] : undefined;
}

function holePart(node: ts.Expression, source: ts.SourceFile, constants: Constants): LiteralPart {
  const start = node.getStart(source);
  const known = ts.isIdentifier(node) ? constants(node.text) : undefined;
  return known === undefined ? { kind: 'hole', start } : { kind: 'text', text: known, offsets: Array.from(known, () => start) };
}

/** Source text between quotes, escapes undone, with the place of each character. */
function rawPart(source: ts.SourceFile, start: number, end: number): LiteralPart {
  const raw = source.text.slice(start, end);
  if (!raw.includes('\\')) return { kind: 'text', text: raw, start };
  let text = '';
  const offsets: number[] = [];
  for (const match of raw.matchAll(/\\(?:u\{[^}]*\}|u.{4}|x..|\r?\n|[^])|[^\\]/g)) {
    const plain = unescaped(match[0]);
    for (const unit of plain.split('')) {
      text += unit;
      offsets.push(start + match.index);
    }
  }
  return { kind: 'text', text, offsets };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

function unescaped(piece: string): string {
  if (!piece.startsWith('\\')) return piece;
  const code = /^\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2}))$/i.exec(piece);
  if (code) return String.fromCodePoint(Math.min(parseInt(code[1] ?? code[2] ?? code[3] ?? '0', 16), 0x10ffff));
  const rest = piece.slice(1);
  return rest.startsWith('\n') || rest.startsWith('\r') ? '' : ESCAPES[rest] ?? rest;
}

/** An argument of a call, or the text of a tag, that takes SQL; brackets and options around it do not matter. */
function isInContext(node: ts.Node, above: readonly ts.Node[]): boolean {
  const parent = above.at(-1);
  if (!parent) return false;
  if (ts.isTaggedTemplateExpression(parent)) return CONTEXT.test(calledName(parent.tag));
  if (ts.isCallExpression(parent)) return parent.expression !== node && CONTEXT.test(calledName(parent.expression));
  const isAround = ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isPropertyAssignment(parent) || ts.isObjectLiteralExpression(parent);
  return isAround && isInContext(parent, above.slice(0, -1));
}

function calledName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isCallExpression(node) || ts.isExpressionWithTypeArguments(node) ? calledName(node.expression) : '';
}
