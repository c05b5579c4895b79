import { defineAdapter, type ChainStep, type FileFacts, type Job, type Linked, type ModelNode, type Protocol, type RoutingItem, type Value } from '@assay/contract';
import { placeOf } from '../../next/app-routes.js';
import { property } from '../../nest/values.js';
import { EXPRESS_HANDLER, EXPRESS_STEP } from '../protocols.js';
import { middlewaresOf, stepsFor, type Middlewares } from './middlewares.js';
import { applicationsOf, type Application, type Place } from './places.js';
import { GATE, medusaPackages, medusaRoles, medusaRows } from './rows.js';

const FRAMEWORK = 'medusa';
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];
const PROTECTED = /^\/(?:admin|store\/customers\/me)(?:\/|$)/;
const MESSAGE: Protocol = { name: 'medusa-job', params: [], continues: 'return' };

/** Routes by their files, behind the middlewares of one file and the check that stands before `/admin` and `/store/customers/me`; subscribers and scheduled jobs. */
function* recognize(project: Linked): Generator<ModelNode> {
  for (const application of applicationsOf(project)) {
    const middlewares = application.middlewares ? middlewaresOf(application.middlewares, project) : { steps: [], errorHandlers: [] };
    const items = [...middlewares.errorHandlers, ...application.places.flatMap((place) => routesOf(place, middlewares, project))];
    const at = { path: application.places[0]?.file.path ?? '', start: 0, end: 0 };
    if (application.places.length > 0) yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${application.root}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at, items } };
    yield* jobsOf(application, project);
  }
}

function routesOf({ file, path }: Place, middlewares: Middlewares, project: Linked): readonly RoutingItem[] {
  return METHODS.flatMap((method): readonly RoutingItem[] => {
    const fact = file.exports.find((entry) => entry.name === method);
    if (!fact) return [];
    const value = project.exported(file.path, method);
    const at = placeOf(value, fact, project, file.path);
    const steps = [...gate(file, path, project), ...stepsFor(middlewares.steps, method, path)];
    return [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, steps, handler: { value, protocol: EXPRESS_HANDLER, at, label: method } } }];
  });
}

/** A user of the admin or a customer is asked for, unless the file exports `AUTHENTICATE = false`. https://docs.medusajs.com/learn/fundamentals/api-routes/protected-routes */
function gate(file: FileFacts, path: string, project: Linked): readonly ChainStep[] {
  const fact = file.exports.find(({ name }) => name === 'AUTHENTICATE');
  const flag: Value | undefined = fact && project.exported(file.path, 'AUTHENTICATE');
  if (!PROTECTED.test(path) || (flag?.kind === 'const' && !flag.value)) return [];
  const at = { path: file.path, start: fact?.at[0] ?? 0, end: fact?.at[1] ?? 0 };
  return [{ value: project.role(`${GATE}.admin`), protocol: EXPRESS_STEP, at, label: path.startsWith('/admin') ? 'admin authentication' : 'customer authentication', ...(flag && flag.kind !== 'const' ? { conditional: at } : {}) }];
}

/** A default export beside `config`: the event that a subscriber hears, the name of a job. */
function* jobsOf({ subscribers, jobs }: Application, project: Linked): Generator<ModelNode> {
  for (const [files, option] of [[subscribers, 'event'], [jobs, 'name']] as const) {
    for (const file of files) {
      const fact = file.exports.find(({ name }) => name === 'default');
      const config = project.exported(file.path, 'config');
      const handler = project.exported(file.path, 'default');
      if (!fact || handler.kind !== 'function' || config.kind !== 'object') continue;
      const given = property(config, option, project);
      const names = given ? (project.items(given) ?? [given]).map((name) => project.text(name) ?? '?') : ['?'];
      const at = placeOf(handler, fact, project, file.path);
      for (const name of names) yield { kind: 'job', ...job(name, handler, at) };
    }
  }
}

function job(name: string, handler: Value, at: Job['at']): Job {
  return { name, framework: FRAMEWORK, at, handler, protocol: MESSAGE };
}

/** Medusa 2: API routes, middlewares, services and workflows. */
export const medusa = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: medusaPackages,
  docs: 'https://docs.medusajs.com/learn/fundamentals/api-routes',
  models: medusaRows,
  roles: medusaRoles,
  serves: (path) => /(?:^|\/)src\/api\/(?:.+\/)?(?:route|middlewares)\.[jt]s$/.test(path),
  recognize,
  defaults: { errorBody: '{ code, type, message }' },
});
