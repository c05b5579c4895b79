import type { RepoPath, SourceKind } from '@assay/contract';

const CODE = /\.[cm]?[jt]sx?$/;

/** Deployments of functions (Serverless Framework, AWS SAM) with the parts that they include, and interface descriptions (OpenAPI). */
const DOCUMENT = /(?:^|\/)(?:(?:serverless|sam|template|api)(?:-[\w-]+)?(?:\.[\w-]+)*|[\w.-]*functions?[\w.-]*|[\w.-]*(?:swagger|openapi|open-api)[\w.-]*)\.ya?ml$|(?:^|\/)(?:serverless|[\w.-]*(?:swagger|openapi|open-api)[\w.-]*)\.json$/;

/** What reads a file of this path; undefined where nothing does. */
export function kindOf(path: RepoPath): SourceKind | undefined {
  if (CODE.test(path)) return 'code';
  if (path.endsWith('.sql')) return 'sql';
  if (path.endsWith('.prisma')) return 'prisma';
  if (/\.(?:graphql|graphqls|gql)$/.test(path)) return 'graphql';
  if (DOCUMENT.test(path)) return 'document';
  return undefined;
}

/** `x.d.ts`, `x.d.mts`, `x.d.css.ts`: types of something else. */
export function isDeclaration(path: RepoPath): boolean {
  return /\.d(\.\w+)?\.[cm]?ts$/.test(path);
}

/** Dot folders that hold product code: addresses of RFC 8615, and modules of the server alone (https://reactrouter.com/api/framework-conventions/server-modules). */
const PRODUCT_FOLDERS: ReadonlySet<string> = new Set(['.well-known', '.server']);

/** Other dot folders and dot files are the tooling's: listed among the paths, never read. */
export function isHidden(path: RepoPath): boolean {
  return path.split('/').some((step) => step.startsWith('.') && !PRODUCT_FOLDERS.has(step));
}

/** Declarations count. */
export function isTypeScript(path: RepoPath): boolean {
  return /\.[cm]?tsx?$/.test(path);
}
