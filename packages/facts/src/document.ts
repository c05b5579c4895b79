import { createHash } from 'node:crypto';
import { FACT_FORMAT, type Expr, type FileFacts, type ObjectMember, type Range, type ReadProblem, type SourceFile } from '@assay/contract';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';

const MAX_DEPTH = 100;
/** Aliases of aliases multiply: beyond so many nodes the rest is left out. */
const MAX_NODES = 200_000;

interface Reading { readonly document: Document; nodes: number }

/**
 * A YAML or JSON document as a module that exports one literal: `require('./openapi.json')` gives it like any other value, and each part
 * knows its place. Anchors and merge keys are followed; of a tag (`!Ref x`, `!Sub`) the value is kept. Never throws.
 */
export function documentFacts(file: SourceFile): FileFacts {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
  const whole: Range = [0, file.text.length];
  const value = exprOf(document.contents, { document, nodes: 0 }, whole, 0);
  return {
    path: file.path, hash: createHash('sha256').update(file.text).digest('hex').slice(0, 32), format: FACT_FORMAT, lineStarts: [...new Set([0, ...lines.lineStarts])].sort((a, b) => a - b),
    functions: [{ name: '', kind: 'module', async: false, generator: false, params: [], body: [], at: whole, nameAt: [0, Math.min(1, file.text.length)], directives: [], typeParams: [] }],
    bindings: [], classes: [], types: [], imports: [], exports: [{ name: '=', value, at: value.at }], writes: [], comments: [], problems: problemsOf(document, file),
  };
}

function problemsOf(document: Document, file: SourceFile): readonly ReadProblem[] {
  const [first, ...rest] = document.errors;
  if (!first) return [];
  const line = first.linePos?.[0].line;
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  return [{ path: file.path, ...(line === undefined ? {} : { line }), code: 'syntax', level: 'note', message: `${first.message.split('\n')[0] ?? ''}${more}; the readable rest was analysed` }];
}

/** One node; `around` is the place of what holds it, for nodes without one of their own. */
function exprOf(node: unknown, reading: Reading, around: Range, depth: number): Expr {
  const at = rangeOf(node) ?? around;
  reading.nodes += 1;
  if (depth > MAX_DEPTH || reading.nodes > MAX_NODES) return { kind: 'opaque', reason: 'too large', at };
  if (isAlias(node)) return exprOf(node.resolve(reading.document), reading, at, depth + 1);
  if (isSeq(node)) return { kind: 'array', items: node.items.map((item) => exprOf(item, reading, at, depth + 1)), at };
  if (isMap(node)) return { kind: 'object', members: node.items.map((pair) => memberOf(pair, reading, at, depth + 1)), at };
  const value = isScalar(node) ? node.value : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null ? { kind: 'literal', value, at } : { kind: 'opaque', reason: 'document', at };
}

function memberOf(pair: Pair, reading: Reading, around: Range, depth: number): ObjectMember {
  const key = isScalar(pair.key) ? String(pair.key.value) : '';
  const start = rangeOf(pair.key)?.[0] ?? around[0];
  const value = exprOf(pair.value, reading, [start, around[1]], depth);
  const at: Range = [start, Math.max(rangeOf(pair.value)?.[1] ?? start, rangeOf(pair.key)?.[1] ?? start)];
  return key === '<<' ? { kind: 'spread', value, at } : { kind: 'property', key, value, at };
}

/** From the first character to the last of the value; trailing blanks and comments are no part of it. */
function rangeOf(node: unknown): Range | undefined {
  const range = (node as Node | undefined | null)?.range;
  return range ? [range[0], range[1]] : undefined;
}
