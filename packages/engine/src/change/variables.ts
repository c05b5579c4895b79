import { compareText, walk, type Expr, type FileFacts, type NewVariable, type RepoPath } from '@assay/contract';

/** Set by the platform, the runtime or the tool that starts the process: nobody has to provide them. */
const PROVIDED = /^(?:NODE_ENV|NODE_OPTIONS|CI|HOME|PATH|PWD|USER|SHELL|TMPDIR|TZ|LANG|HOSTNAME|DEBUG|NO_COLOR|FORCE_COLOR|VITEST|JEST_WORKER_ID|EXPO_OS|NEXT_RUNTIME|NEXT_PHASE|DYNO|VERCEL|RENDER|NETLIFY|K_SERVICE|K_REVISION|AWS_REGION|(?:npm|VERCEL|GITHUB|GITLAB|CI|HEROKU|RAILWAY|RENDER|FLY|NETLIFY|KUBERNETES|AWS_LAMBDA)_\w+)$/;

interface Read {
  readonly name: string;
  readonly path: RepoPath;
  readonly expr: Expr;
}

/**
 * Environment variables that `changed` files read and that no earlier source names, with the document that names each. None where the documents
 * name no variable of the project at all: then it documents them elsewhere, or not.
 */
export function newVariables(facts: readonly FileFacts[], changed: ReadonlySet<RepoPath>, earlier: ReadonlyMap<RepoPath, string>, documents: ReadonlyMap<RepoPath, string>): readonly NewVariable[] {
  const reads = facts.flatMap(readsOf);
  const inDocuments = wordsOf(documents);
  const documents_ = (name: string) => [...documents].find(([, text]) => wordTest(name).test(text))?.[0];
  const first = new Map<string, Read>();
  for (const read of reads) if (changed.has(read.path) && !first.has(read.name)) first.set(read.name, read);
  const known = wordsOf(earlier, new Set(first.keys()));
  const added = [...first.values()].filter(({ name }) => !known.has(name));
  const news = new Set(added.map(({ name }) => name));
  if (!reads.some(({ name }) => !news.has(name) && inDocuments.has(name))) return [];
  return added.sort((a, b) => compareText(a.name, b.name)).map(({ name, path, expr: { at: [start, end] } }) => {
    const documentedIn = inDocuments.has(name) ? documents_(name) : undefined;
    return { name, at: { path, start, end }, ...(documentedIn === undefined ? {} : { documentedIn }) };
  });
}

/** `process.env.X`, `process.env['X']` and what a pattern takes from `process.env`. */
function readsOf(file: FileFacts): readonly Read[] {
  const inits = file.bindings.flatMap(({ init }) => (init ? [init] : []));
  return [...file.functions.flatMap(fn => [...walk(fn)]), ...inits].flatMap(expr => {
    const name = variableOf(expr);
    return name === undefined ? [] : [{ name, path: file.path, expr }];
  });
}

function variableOf(expr: Expr): string | undefined {
  if (expr.kind !== 'member' && expr.kind !== 'index') return undefined;
  if (!isEnvironment(expr.object)) return undefined;
  const name = expr.kind === 'member' ? expr.name : expr.index.kind === 'literal' ? String(expr.index.value) : undefined;
  return name !== undefined && /^[A-Z][A-Z0-9_]*$/.test(name) && !PROVIDED.test(name) ? name : undefined;
}

function isEnvironment(expr: Expr): boolean {
  return expr.kind === 'member' && expr.name === 'env' && expr.object.kind === 'global' && (expr.object.name === 'process' || expr.object.name === 'Bun');
}

/** Words in capitals of these texts; only those that are asked for, when any are. */
function wordsOf(texts: ReadonlyMap<RepoPath, string>, asked?: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set<string>();
  if (asked?.size === 0) return words;
  for (const text of texts.values()) for (const [word] of text.matchAll(/\b[A-Z][A-Z0-9_]*\b/g)) if (!asked || asked.has(word)) words.add(word);
  return words;
}

function wordTest(word: string): RegExp {
  return new RegExp(`\\b${word}\\b`);
}
