import type { Linked, PathValue, Span, Value } from '@assay/contract';
import { callsOf, type MethodCall } from './calls.js';
import type { ModulePart, Modules } from './modules.js';
import { COMMON, CORE, isPath } from './names.js';

/** One application that listens: a root module, and the calls that set it up. */
export interface Application {
  readonly key: string;
  readonly at?: Span;
  readonly parts: readonly ModulePart[];
  readonly settings: readonly MethodCall[];
}

const SETTINGS: readonly string[] = ['setGlobalPrefix', 'enableVersioning', 'useGlobalGuards', 'useGlobalInterceptors', 'useGlobalFilters', 'use'];
const NAMES: ReadonlySet<string> = new Set(['create', ...SETTINGS]);
const TYPES: readonly (readonly [string, string])[] = [
  [COMMON, 'INestApplication.new()'], ['@nestjs/platform-express', 'NestExpressApplication.new()'], ['@nestjs/platform-fastify', 'NestFastifyApplication.new()'],
];

interface Created {
  readonly key: string;
  readonly root?: Value;
  readonly at: Span;
}

/** The applications of the project. One that is created elsewhere, or whose module is not known, stands for all modules that are no other's. */
export function applicationsOf(modules: Modules, project: Linked): readonly Application[] {
  const calls = callsOf(NAMES, project);
  const created = distinct(calls.filter((call) => isPath(call.path, CORE, 'NestFactory.create()')).map((call) => createdBy(call.path, call.at, project)));
  const settings = calls.filter((call) => SETTINGS.includes(call.name) && receiverOf(call.path) !== undefined);
  if (created.length <= 1) return [{ key: 'app', ...(created[0] ? { at: created[0].at } : {}), parts: ordered(modules, created[0]?.root), settings }];
  const reached = created.map(({ root }) => modules.reachedFrom(root));
  const claimed = new Set(reached.flatMap((parts) => parts ?? []));
  return created.map((app, index) => ({
    key: app.key, at: app.at, parts: reached[index] ?? modules.parts.filter((part) => !claimed.has(part)),
    settings: settings.filter((call) => ownerOf(call, created, project) === app),
  }));
}

/** The application that a file most likely belongs to. */
export function nearest<T extends { readonly at?: Span }>(path: string, apps: readonly T[]): T | undefined {
  const shared = (app: T): number => {
    const [left, right] = [path.split('/'), app.at?.path.split('/') ?? []];
    const different = left.findIndex((segment, index) => segment !== right[index]);
    return different < 0 ? left.length : different;
  };
  return apps.reduce<T | undefined>((best, app) => (best === undefined || shared(app) > shared(best) ? app : best), undefined);
}

function createdBy(path: PathValue, at: Span, project: Linked): Created {
  const root = project.argument(path, 0);
  return root?.kind === 'class' ? { key: `${root.file.path}#${root.cls.name}`, root, at } : { key: 'unknown', at };
}

function distinct(created: readonly Created[]): readonly Created[] {
  return created.filter((app, index) => created.findIndex((other) => other.key === app.key) === index);
}

/** All modules, those that the root reaches first. */
function ordered(modules: Modules, root: Value | undefined): readonly ModulePart[] {
  return [...new Set([...(modules.reachedFrom(root) ?? []), ...modules.parts])];
}

function ownerOf(call: MethodCall, created: readonly Created[], project: Linked): Created | undefined {
  const receiver = receiverOf(call.path);
  const own = receiver && isPath(receiver, CORE, 'NestFactory.create()') ? createdBy(receiver, call.at, project) : undefined;
  return created.find((app) => app.key === own?.key) ?? nearest(call.file.path, created);
}

/** The application that a call sets up: made by the factory, or known by its declared type. */
function receiverOf(path: PathValue): PathValue | undefined {
  for (let at = path.parent; at; at = at.parent) {
    const value = at;
    if (isPath(value, CORE, 'NestFactory.create()') || TYPES.some(([root, type]) => isPath(value, root, type))) return value;
  }
  return undefined;
}
