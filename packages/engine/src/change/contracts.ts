import type { Change, Endpoint, Expr, FileFacts, RepoPath } from '@assay/contract';

interface Described {
  readonly path: RepoPath;
  /** `get /orders/{}`. */
  readonly operations: ReadonlySet<string>;
  /** What stands before every path: https://swagger.io/docs/specification/v2_0/api-host-and-base-path/ */
  readonly base?: string;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/**
 * Answers whether the interface description (https://spec.openapis.org/oas/v3.1.0#paths-object) that describes most of the earlier entry points
 * describes this one. One that describes none of them is another service's.
 */
export function descriptions(documents: readonly FileFacts[], earlier: readonly Endpoint[]): Change['describedIn'] {
  const all = documents.flatMap(describedBy).map(document => ({ document, known: earlier.filter(entry => describes(document, entry)).length }));
  const [own] = all.filter(({ known }) => known > 0).sort((a, b) => b.known - a.known);
  return entry => {
    if (!own || !entry.mounted || entry.route.protocol !== 'http' || !METHODS.has(entry.method.toLowerCase())) return undefined;
    return { path: own.document.path, described: describes(own.document, entry) };
  };
}

/** The server's address may hold the first segments of the path, unless the document says what stands before every path. */
function describes({ operations, base }: Described, { method, path }: Endpoint): boolean {
  if (base !== undefined) return operations.has(`${method.toLowerCase()} ${plain(path).slice(base.length)}`) && plain(path).startsWith(`${base}/`);
  const segments = plain(path).split('/').slice(1);
  return segments.some((_, index) => operations.has(`${method.toLowerCase()} /${segments.slice(index).join('/')}`));
}

function describedBy(file: FileFacts): readonly Described[] {
  const whole = file.exports.find(({ name }) => name === '=')?.value;
  if (!member(whole, 'openapi') && !member(whole, 'swagger')) return [];
  const operations = membersOf(member(whole, 'paths')).flatMap(([path, item]) => membersOf(item).filter(([method]) => METHODS.has(method)).map(([method]) => `${method} ${plain(path)}`));
  const base = member(whole, 'basePath');
  const said = base?.kind === 'literal' && typeof base.value === 'string' ? base.value.replace(/\/$/, '') : undefined;
  return [{ path: file.path, operations: new Set(operations), ...(said === undefined || said === '' ? {} : { base: said }) }];
}

function membersOf(expr: Expr | undefined): readonly (readonly [string, Expr])[] {
  return expr?.kind === 'object' ? expr.members.flatMap(one => (one.kind === 'property' ? [[one.key, one.value] as const] : [])) : [];
}

function member(expr: Expr | undefined, key: string): Expr | undefined {
  return membersOf(expr).find(([name]) => name === key)?.[1];
}

/** A parameter by whatever name. */
function plain(path: string): string {
  return path.replace(/\{[^}]*\}|:\w+/g, '{}').replace(/(?<=.)\/$/, '');
}
