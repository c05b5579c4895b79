import { walkExpr, type Env, type Expr } from '@assay/contract';

const CHUNKS = /(?:chunks|batches|slices)$/i;
const CHUNKER = /chunk|batches|inBatches|batch(?:Iterat|ify|By|Array)|splitEvery|inGroupsOf|toPages/i;

/** Methods that call back once an element and answer as many. */
const MAPS: ReadonlySet<string> = new Set(['map', 'filter', 'forEach', 'flatMap', 'reverse', 'slice']);

/** The collection's own name, or the call that made it, says chunks or batches. */
export function isChunked(expr: Expr, env: Env): boolean {
  switch (expr.kind) {
    case 'await': case 'cast': return isChunked(expr.value, env);
    case 'name': {
      const binding = env.file.bindings[expr.binding];
      return CHUNKS.test(binding?.name ?? '') || (binding?.kind === 'const' && binding.init?.kind === 'call' && isChunked(binding.init, env));
    }
    case 'member': return CHUNKS.test(expr.name);
    case 'call': return isChunker(expr.callee, env) || (expr.callee.kind === 'member' && MAPS.has(expr.callee.name) && isChunked(expr.callee.object, env));
    default: return false;
  }
}

function isChunker(callee: Expr, env: Env): boolean {
  if (callee.kind === 'member') return CHUNKER.test(callee.name);
  return callee.kind === 'name' && CHUNKER.test(env.file.bindings[callee.binding]?.name ?? '');
}

/** What lists have, members that are lists by their name, and the ends of a range. */
const OF_LISTS = /^(?:length|map|filter|forEach|flatMap|reduce|slice|splice|join|at|some|every|find\w*|indexOf|push|concat|sort|size|count|get|data|list|start|end|from|to|first|last|min|max|offset|limit|page|index|lower|upper|since|until)$|(?:s|List|Set|Map|Array|Start|End|From|To|Min|Max)$/;

/** `chunk.text` and nothing that a list has: what is called a chunk is a row of its own (a part of a document, a batch of a brewery). */
export function isOneRow(elements: readonly number[], parts: readonly Expr[]): boolean {
  const read = parts.flatMap(walkExpr).flatMap((expr) => (expr.kind === 'member' && expr.object.kind === 'name' && elements.includes(expr.object.binding) ? [expr.name] : []));
  return read.length > 0 && !read.some((name) => OF_LISTS.test(name));
}
