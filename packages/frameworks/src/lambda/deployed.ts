import type { Linked, RepoPath, Span, Value } from '@assay/contract';

/** What a request to a function is checked by before it starts. */
export interface Authorizer { readonly label: string; readonly at: Span; /** What checks it, where that is not known to be an authorizer. */ readonly value?: Value }

export type DeployedEvent =
  | { readonly kind: 'http'; readonly method: string; readonly path: string; readonly authorizer?: Authorizer; readonly at: Span }
  | { readonly kind: 'socket'; readonly route: string; readonly authorizer?: Authorizer; readonly at: Span }
  | { readonly kind: 'message'; readonly source: string; readonly at: Span };

/** A function as a deployment declares it. */
export interface Deployed {
  readonly name: string;
  readonly handler: Value;
  readonly events: readonly DeployedEvent[];
}

const EXTENSIONS = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.tsx'];
/** Folders of build output, which the sources lie beside or above. */
const OUTPUT = /(^|\/)(?:dist|build|out|lib|\.build|\.esbuild|\.webpack)(?=\/|$)/;

/** The export that `src/orders.create` names: file `src/orders` below one of the folders, export `create`. */
export function handlerOf(text: string, folders: readonly RepoPath[], project: Linked): Value | undefined {
  const dot = text.lastIndexOf('.');
  if (dot <= text.lastIndexOf('/')) return undefined;
  const file = folders.map((folder) => fileOf(steps(`${folder}/${text.slice(0, dot)}`), project)).find((path) => path !== undefined);
  return file === undefined ? undefined : project.exported(file, text.slice(dot + 1));
}

function fileOf(base: RepoPath, project: Linked): RepoPath | undefined {
  const bases = [base, `${base}/index`, base.replace(OUTPUT, ''), base.replace(OUTPUT, '$1src'), `${base.replace(OUTPUT, '')}/index`];
  return bases.flatMap((one) => EXTENSIONS.map((extension) => steps(one) + extension)).find((path) => project.file(path) !== undefined);
}

/** The path with `.` and `..` gone. */
export function steps(path: string): RepoPath {
  const out: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') out.pop();
    else if (step !== '.' && step !== '') out.push(step);
  }
  return out.join('/');
}

export function folderOf(path: RepoPath): RepoPath {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** `get /orders`, or the two apart; every method is `any` or `*`. */
export function httpOf(method: string | undefined, path: string | undefined): { readonly method: string; readonly path: string } | undefined {
  const [, verb = method, route = path] = /^(\S+)\s+(\S+)$/.exec(path ?? '') ?? [];
  if (route === undefined) return undefined;
  const name = (verb ?? '*').toUpperCase();
  return { method: name === '*' || name === 'ANY' ? 'ALL' : name, path: route.replace(/\{(\w+)\+\}/g, '{$1}') };
}
