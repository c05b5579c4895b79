// https://tsoa-community.github.io/docs/decorators.html
import { defineAdapter, type ChainStep, type ClassValue, type DecoratorUse, type FunctionValue, type Linked, type ModelNode, type PathValue, type Protocol, type RoutingItem, type Span } from '@assay/contract';
import { principal, quiet, role, rows } from '../runtime/shared.js';
import { EXPRESS_STEP } from './protocols.js';

const FRAMEWORK = 'tsoa';
const ROOTS: readonly string[] = ['tsoa', '@tsoa/runtime', 'tsoa-next', '@tsoa-next/runtime'];
const VERBS: ReadonlyMap<string, string> = new Map(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options'].map((name) => [`${name}()`, name.toUpperCase()]));
/** `@Res() notFound: TsoaResponse<404, Body>`: a function that answers. https://tsoa-community.github.io/docs/error-handling.html */
const RESPONDER = '#tsoa-responder';
const PARAMS: Readonly<Record<string, string>> = {
  'Request()': '#request', 'Body()': '#request.body', 'BodyProp()': '#request.body', 'Path()': '#request.params', 'Query()': '#request.query', 'Queries()': '#request.query', 'Header()': '#request.headers',
  'UploadedFile()': '#request.file', 'UploadedFiles()': '#request.files', 'FormField()': '#request.body', 'RequestProp()': '#request',
  'Res()': RESPONDER,
};

interface Use { readonly value: PathValue; readonly at: Span }

function usesOf(list: readonly DecoratorUse[]): readonly Use[] {
  return list.flatMap(({ value, at }) => (value.kind === 'path' && ROOTS.includes(value.root) ? [{ value, at }] : []));
}

/** Controllers; which of them are routed is a file pattern of the tool's configuration, so all of them count. */
function* controllers(project: Linked): Generator<ModelNode> {
  const tests = new Set(project.sources.flatMap((source) => (source.role === 'test' ? [source.path] : [])));
  for (const cls of project.classes()) {
    if (tests.has(cls.file.path)) continue;
    const uses = usesOf(project.decorators(cls.cls.decorators, cls.file, cls.env));
    const items = routesOf(cls, uses, project);
    if (items.length === 0) continue;
    const at = project.span(cls.file, cls.cls.nameAt);
    const route = uses.find(({ value }) => value.path === 'Route()');
    const prefix = route && project.text(project.argument(route.value, 0));
    yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${cls.key}`, framework: FRAMEWORK, order: 'sequence', root: true, at, items: [...items], ...(prefix === undefined ? {} : { prefix: prefix.replace(/\{(\w+)\}/g, ':$1') }) } };
  }
}

function routesOf(cls: ClassValue, above: readonly Use[], project: Linked): readonly RoutingItem[] {
  return project.lineage(cls).classes.flatMap((owner) => owner.cls.members.flatMap((member): RoutingItem[] => {
    const uses = usesOf(project.decorators(member.decorators, owner.file, owner.env));
    const fn = project.method(cls, member.name);
    if (!fn) return [];
    return uses.flatMap(({ value, at }): RoutingItem[] => {
      const method = VERBS.get(value.path);
      if (method === undefined) return [];
      const given = project.argument(value, 0);
      const path = given === undefined ? '' : project.text(given)?.replace(/\{(\w+)\}/g, ':$1');
      const handler: ChainStep = { value: fn, protocol: protocolOf(fn, project), at, label: `${cls.cls.name}.${member.name}` };
      return [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, ...(path === undefined ? {} : { path }), at, steps: stepsOf(above, uses, project), handler } }];
    });
  }));
}

/** `@Middlewares(fn)`, and `@Security('jwt', ['admin'])` of the method, else of the class; `@NoSecurity()` takes it away. */
function stepsOf(above: readonly Use[], own: readonly Use[], project: Linked): readonly ChainStep[] {
  const named = (uses: readonly Use[], name: string): readonly Use[] => uses.filter(({ value }) => value.path === `${name}()`);
  const security = named(own, 'NoSecurity').length > 0 ? [] : named(own, 'Security').length > 0 ? named(own, 'Security') : named(above, 'Security');
  const middleware = [...named(above, 'Middlewares'), ...named(own, 'Middlewares')];
  return [
    ...security.slice(0, 1).map(({ value, at }) => ({ value, protocol: EXPRESS_STEP, at, label: project.text(project.argument(value, 0)) ?? 'Security' })),
    ...middleware.flatMap(({ value, at }) => project.args(value).flatMap((arg) => project.items(arg.value) ?? [arg.value]).map((step) => ({ value: step, protocol: EXPRESS_STEP, at, label: step.kind === 'function' ? step.fn.name : 'middleware' }))),
  ];
}

/** Each parameter is what its decorator says; one without is taken from the path or the query by its name. */
function protocolOf({ fn, file, env }: FunctionValue, project: Linked): Protocol {
  const params = fn.params.map((param) => usesOf(project.decorators(param.decorators, file, env)).map(({ value }) => PARAMS[value.path]).find((found) => found !== undefined) ?? '#request.params');
  return { name: `tsoa-action:${params.join(',')}`, params, continues: 'return' };
}

/** Controllers by decorators, whose routes a tool generates. A security name is checked by the project's authentication module, which rejects. */
export const tsoa = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: ROOTS,
  docs: 'https://tsoa-community.github.io/docs/',
  models: [
    ...rows(ROOTS, 'Security()', (path, project) => ((project.items(project.argument(path, 1) ?? path)?.length ?? 0) > 0 ? role : principal)),
    ...rows(RESPONDER, '()', { kind: 'respond', status: 0, body: 1 }),
    ...rows(ROOTS, '**', quiet),
  ],
  recognize: controllers,
});
