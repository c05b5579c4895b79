import { walk, type FileFacts, type FrameworkAdapter, type ImportFact, type PackageManifest, type RepoPath, type Repository, type Resolution, type SourceFile } from '@assay/contract';

/** Packages that only code for a browser or a device imports. */
const INTERFACE_PACKAGES = /^(?:react|react-dom|react-native|react-router-dom|preact|vue|vue-router|pinia|svelte|solid-js|lit|jquery|three|d3|alpinejs|htmx\.org|unpoly|vidstack|tippy\.js|@hotwired\/.+|bootstrap|video\.js|hls\.js|zustand|redux|@angular\/.+|@reduxjs\/.+|@tanstack\/react-.+|@emotion\/.+|@mui\/.+|@radix-ui\/.+|@ionic\/.+|@ngrx\/.+|expo|expo-.+|styled-components|react-.+|@react-.+)$/;
/** Packages that make a file a server's whatever else it imports. */
const SERVER_FRAMEWORKS = /^(?:express|fastify|@nestjs\/.+|koa|@koa\/.+|hono|@hono\/.+|@hapi\/hapi|@remix-run\/(?:node|server-runtime)|@react-router\/(?:node|serve|express)|@trpc\/server|@orpc\/(?:server|openapi)|@connectrpc\/connect-(?:node|express|fastify|next)|@ts-rest\/(?:express|fastify|nest|serverless)|convex|elysia|@adonisjs\/.+|sails|apollo-server.*|@apollo\/server|graphql-yoga)$/;
/** Packages that a server's code imports, and an interface only for their types and enumerations. */
const DATA_PACKAGES = /^(?:next|@prisma\/client|typeorm|knex|sequelize|mongoose|mongodb|pg|mysql2?|drizzle-orm|kysely|objection|@mikro-orm\/.+|postgres|slonik|better-sqlite3|ioredis|redis|bullmq|bull)$/;

/** Entry points of mixed packages that only server code imports. */
const SERVER_ENTRIES: ReadonlySet<string> = new Set(['next/server', 'next/headers', 'next/cache', 'server-only/']);

/** What a server makes a text of, such as a mail, and what it takes of packages of the interface for that: nothing of it shows anything by itself. */
const RENDERING: ReadonlyMap<string, ReadonlySet<string> | 'all'> = new Map<string, ReadonlySet<string> | 'all'>([
  ['react-dom/server', 'all'], ['@react-email/render/', 'all'], ['@react-email/components/', new Set(['render', 'renderAsync', 'pretty', 'toPlainText'])],
  ['react-email/', new Set(['render', 'renderAsync', 'pretty', 'toPlainText'])],
  ['react/', new Set(['cache', 'createElement'])],
]);

/** The specifier of an interface package, somewhere in a text. */
const SPECIFIER = new RegExp(`['"]${INTERFACE_PACKAGES.source.slice(1, -1)}(?:/|['"])`);

/** Names that only a page's scripts find without an import, and those that only Node's do. */
const OF_PAGES: ReadonlySet<string> = new Set(['window', 'document', 'jQuery', 'angular', 'navigator', 'localStorage', 'sessionStorage']);
const OF_NODE: ReadonlySet<string> = new Set(['process', 'require', 'module', 'exports', '__dirname', '__filename', 'Buffer', 'global']);

/** A script that a page loads: it imports and exports nothing, and reads what only a browser has. */
function isPageScript(file: FileFacts): boolean {
  if (file.imports.length > 0 || file.exports.length > 0) return false;
  let reads = false;
  for (const fn of file.functions) {
    for (const expr of walk(fn)) {
      if (expr.kind !== 'global') continue;
      if (OF_NODE.has(expr.name)) return false;
      reads ||= OF_PAGES.has(expr.name);
    }
  }
  return reads;
}

type PackageTarget = Extract<Resolution, { kind: 'package' }>;

function isServerPackage(name: string): boolean {
  return SERVER_FRAMEWORKS.test(name) || DATA_PACKAGES.test(name);
}

function isFramework({ name, subpath }: PackageTarget): boolean {
  return (SERVER_FRAMEWORKS.test(name) && subpath !== 'react') || SERVER_ENTRIES.has(`${name}/${subpath}`);
}

/** Packages of command-line programs. */
const COMMAND_LINE = /^(?:yargs|commander|cac|meow|@oclif\/.+|inquirer|@inquirer\/.+|prompts|enquirer|@clack\/prompts|node:readline)$/;

/**
 * Files of command-line programs: they import a command-line package and no server framework, or only such files import them. They are
 * scripts, whatever folder they stand in.
 */
export function commandLineFiles(facts: readonly FileFacts[], repository: Repository): ReadonlySet<RepoPath> {
  const programs = new Set<RepoPath>();
  const server = new Set<RepoPath>();
  for (const file of facts) {
    for (const fact of file.imports) {
      const target = repository.resolve(file.path, fact.specifier);
      if (target.kind !== 'package') continue;
      if (SERVER_FRAMEWORKS.test(target.name)) server.add(file.path);
      if (COMMAND_LINE.test(target.name)) programs.add(file.path);
    }
  }
  for (const path of server) programs.delete(path);
  spread(facts, programs, server, importersOf(facts, repository));
  return programs;
}

/**
 * Files of the user interface: no part of the backend, and no subject of any rule. A file is one when its package is and no other code imports it, when it
 * imports interface packages and nothing of a server, or when only such files import it.
 */
export function clientFiles(facts: readonly FileFacts[], repository: Repository, adapters: readonly FrameworkAdapter[] = []): ReadonlySet<RepoPath> {
  const client = new Set<RepoPath>();
  const server = new Set<RepoPath>();
  const shown = new Set<RepoPath>();
  const folders = interfaceFolders(repository.manifests);
  for (const file of facts) {
    let touchesInterface = false;
    let renders = false;
    const isExported = (name: string): boolean => file.exports.some((fact) => fact.name === name);
    let framework = adapters.some((adapter) => adapter.serves?.(file.path, isExported)) || file.functions.some((fn) => fn.directives.includes('use server'));
    if (framework) server.add(file.path);
    for (const fact of file.imports) {
      const target = repository.resolve(file.path, fact.specifier);
      if (target.kind !== 'package' || fact.typeOnly) continue;
      if (isServerPackage(target.name) || target.name.startsWith('node:')) server.add(file.path);
      framework ||= isFramework(target);
      const harmless = showsNothing(file, fact, target);
      renders ||= harmless && target.name !== 'react';
      touchesInterface ||= INTERFACE_PACKAGES.test(target.name) && !harmless;
    }
    framework ||= renders && server.has(file.path);
    const folder = folders.find((candidate) => file.path.startsWith(candidate));
    if ((touchesInterface && !framework) || isPageScript(file)) {
      client.add(file.path);
      shown.add(file.path);
      server.delete(file.path);
    } else if (!server.has(file.path) && folder !== undefined) client.add(file.path);
  }
  const importers = importersOf(facts, repository);
  spread(facts, client, server, importers);
  release(client, shown, importers);
  return client;
}

/** May a file show something? Its text says so before anything of it is read. */
export function mayShow({ kind, text }: SourceFile): boolean {
  return kind === 'code' && SPECIFIER.test(text) && !text.includes('use server') && !text.includes('assay/');
}

/**
 * Is a file of which only the imports are known (`outline`) the user interface's for certain, whatever else is in it? Then nothing more of it is asked by
 * `clientFiles`, nor by anything after it.
 */
export function isShown(outline: FileFacts, { text }: SourceFile, repository: Repository, adapters: readonly FrameworkAdapter[]): boolean {
  const mayExport = (name: string): boolean => text.includes(name) && new RegExp(`\\bexports?\\b[^;(]*\\b${name}\\b`).test(text);
  if (adapters.some((adapter) => adapter.serves?.(outline.path, mayExport))) return false;
  const targets = outline.imports.map((fact) => ({ fact, target: repository.resolve(outline.path, fact.specifier) }));
  if (targets.some(({ target }) => target.kind === 'package' && (isFramework(target) || (target.name !== 'react' && mayShowNothing(target, text))))) return false;
  return targets.some(({ fact, target }) => target.kind === 'package' && !fact.typeOnly && INTERFACE_PACKAGES.test(target.name) && !mayShowNothing(target, text));
}

/** What stands in an interface's package, shows nothing itself and is imported by other code as well is shared: a server may run it. */
function release(client: Set<RepoPath>, shown: ReadonlySet<RepoPath>, importers: Importers): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const path of client) {
      if (shown.has(path) || (importers.get(path) ?? []).every((by) => client.has(by))) continue;
      client.delete(path);
      changed = true;
    }
  }
}

/** Does an import take what a server takes as well: `cache` of React remembers a request's results, `createElement` makes what a mail is rendered of? */
function showsNothing(file: FileFacts, { specifier }: ImportFact, { name, subpath }: PackageTarget): boolean {
  const harmless = RENDERING.get(`${name}/${subpath}`);
  if (harmless === undefined || harmless === 'all') return harmless === 'all';
  const names = file.bindings.flatMap((binding) => (binding.imported?.specifier === specifier && !binding.imported.typeOnly ? [binding.imported.name] : []));
  return names.length > 0 && names.every((imported) => harmless.has(imported));
}

/** The same of a file of which only the imports and the text are known: no, or perhaps. */
function mayShowNothing({ name, subpath }: PackageTarget, text: string): boolean {
  const harmless = RENDERING.get(`${name}/${subpath}`);
  return harmless === 'all' || (harmless !== undefined && [...harmless].some((word) => text.includes(word)));
}

/** What only files of the set import belongs to it. */
function spread(facts: readonly FileFacts[], client: Set<RepoPath>, server: ReadonlySet<RepoPath>, importers: Importers): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const file of facts) {
      if (client.has(file.path) || server.has(file.path)) continue;
      const by = importers.get(file.path) ?? [];
      if (by.length === 0 || !by.every((path) => client.has(path))) continue;
      client.add(file.path);
      changed = true;
    }
  }
}

type Importers = ReadonlyMap<RepoPath, readonly RepoPath[]>;

/** Who imports each file. */
function importersOf(facts: readonly FileFacts[], repository: Repository): Importers {
  const importers = new Map<RepoPath, RepoPath[]>();
  for (const file of facts) {
    for (const fact of file.imports) {
      const target = repository.resolve(file.path, fact.specifier);
      if (target.kind !== 'file') continue;
      const known = importers.get(target.path);
      if (known) known.push(file.path);
      else importers.set(target.path, [file.path]);
    }
  }
  return importers;
}

/** Folders of packages that depend on interface packages and on none of a server. */
function interfaceFolders(manifests: readonly PackageManifest[]): string[] {
  return manifests.flatMap((manifest) => {
    const names = Object.keys(manifest.dependencies);
    const isInterface = names.some((name) => INTERFACE_PACKAGES.test(name)) && !names.some(isServerPackage);
    return isInterface && manifest.folder !== '' ? [`${manifest.folder}/`] : [];
  });
}
