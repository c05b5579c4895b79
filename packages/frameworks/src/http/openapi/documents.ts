// https://spec.openapis.org/oas/v3.1.0#operation-object  https://swagger.io/docs/specification/2-0/authentication/
import { memo, walk, type FileFacts, type Linked, type Span, type Value } from '@assay/contract';

export interface Operation {
  readonly method: string;
  /** With parameters as `{name}`, below the base path. */
  readonly path: string;
  readonly id?: string;
  /** The controller's file, as the routing library is told it. */
  readonly controller?: string;
  /** Names of security schemes; empty when the operation is for everybody, undefined when nothing is said. */
  readonly security?: readonly string[];
  /** The roles or scopes of which the caller needs one, where the operation names some. */
  readonly scopes: readonly string[];
  readonly at: Span;
}

/** One interface description of the project. */
export interface Description { readonly file: FileFacts; readonly operations: readonly Operation[] }

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
/** Extensions by which the project's own checks are told who may. */
const SCOPES = /^x-(?:[\w-]+-)?(?:scopes?|roles?|permissions?)$/;
const CONTROLLER = ['x-swagger-router-controller', 'x-eov-operation-handler', 'x-openapi-router-controller', 'x-router-controller'];

type Properties = ReadonlyMap<string, Value>;

/** Documents with paths, in YAML, JSON or code that is no program. */
export function descriptionsOf(project: Linked): readonly Description[] {
  const documents = new Set(project.sources.flatMap((source) => (source.kind === 'document' && source.role !== 'test' ? [source.path] : [])));
  const isRead = memo((name: string) => isReadIn(name, project));
  return project.files.filter((file) => documents.has(file.path)).flatMap((file): Description[] => {
    const whole = project.properties(project.exported(file.path, 'default'));
    const paths = whole.get('paths');
    if (!paths || !(whole.has('swagger') || whole.has('openapi'))) return [];
    return [{ file, operations: [...operationsOf(paths, whole, project, isRead)] }];
  });
}

function* operationsOf(paths: Value, whole: Properties, project: Linked, isRead: (name: string) => boolean): Generator<Operation> {
  const base = baseOf(whole, project);
  const all = securityOf(whole.get('security'), project);
  for (const [path, item] of project.properties(paths)) {
    const shared = project.properties(item);
    for (const method of METHODS) {
      const value = shared.get(method);
      if (!value) continue;
      const own = project.properties(value);
      const text = (name: string): string | undefined => project.text(own.get(name)) ?? project.text(shared.get(name));
      const id = text('x-eov-operation-id') ?? text('operationId');
      const controller = CONTROLLER.map(text).find((found) => found !== undefined);
      const security = securityOf(own.get('security'), project) ?? all;
      const at = keyOf(item, method, project) ?? { path: '', start: 0, end: 0 };
      yield { method: method.toUpperCase(), path: `${base}${path}`, at, ...(id === undefined ? {} : { id }), ...(controller === undefined ? {} : { controller }), ...(security ? { security } : {}), scopes: scopesOf(own, project, isRead) };
    }
  }
}

/** `security: [{ oauth: ['write'] }]`, `x-security-scopes: [admin]` where code of the project reads that name. */
function scopesOf(operation: Properties, project: Linked, isRead: (name: string) => boolean): readonly string[] {
  const texts = (value: Value | undefined): readonly string[] => (value ? project.items(value) ?? [] : []).flatMap((item) => project.text(item) ?? []);
  const told = [...operation].flatMap(([name, value]) => (SCOPES.test(name) && isRead(name) ? texts(value) : []));
  const asked = (project.items(operation.get('security') ?? { kind: 'unknown', key: '?', reason: 'expression' }) ?? []).flatMap((one) => [...project.properties(one).values()].flatMap(texts));
  return [...told, ...asked];
}

function isReadIn(name: string, project: Linked): boolean {
  return project.files.some((file) => file.functions.some((fn) => walk(fn).some((expr) => (expr.kind === 'literal' && expr.value === name) || (expr.kind === 'member' && expr.name === name))));
}

/** `basePath` of version 2; the path of the first server of version 3. */
function baseOf(whole: Properties, project: Linked): string {
  const [server] = project.items(whole.get('servers') ?? { kind: 'unknown', key: '?', reason: 'expression' }) ?? [];
  const url = server && project.text(project.properties(server).get('url'));
  const base = project.text(whole.get('basePath')) ?? (url === undefined ? '' : url.replace(/^(?:\w+:)?\/\/[^/]*/, ''));
  return base.replace(/\/$/, '').replace(/^(?=[^/])/, '/');
}

/** `[{ bearer: [] }, { key: [] }]`: one of them has to hold; `{}` among them lets everyone in. */
function securityOf(value: Value | undefined, project: Linked): readonly string[] | undefined {
  const items = value && project.items(value);
  if (!items) return undefined;
  const names = items.map((item) => [...project.properties(item).keys()]);
  return names.some((one) => one.length === 0) ? [] : names.flat();
}

/** Where the method's key stands. */
function keyOf(item: Value, method: string, project: Linked): Span | undefined {
  const member = item.kind === 'object' ? item.node.members.find((one) => one.kind === 'property' && one.key === method) : undefined;
  return member && item.kind === 'object' ? project.span(item.file, [member.at[0], member.at[0] + method.length]) : undefined;
}
