// https://github.com/apigee-127/swagger-tools  https://openapistack.co/docs/openapi-backend/intro  https://github.com/cdimascio/express-openapi-validator
import { walk, type ChainStep, type Linked, type ModelNode, type RoutingItem, type Span, type Value } from '@assay/contract';
import { EXPRESS_HANDLER, EXPRESS_STEP, OPENAPI_HANDLER } from '../protocols.js';
import { optionsOf, sourcesOf } from '../../nest/values.js';
import { descriptionsOf, type Description, type Operation } from './documents.js';

export const FRAMEWORK = 'openapi';
export const BACKEND = 'openapi-backend';
const SCRIPT = /\.[cm]?[jt]s$/;

/** What the project's code says of all operations: functions by operation id, and checks by security scheme. */
interface Wiring { readonly handlers: ReadonlyMap<string, Value>; readonly checks: ReadonlySet<string>; readonly isBackend: boolean }

/** Routes that a description drives: its operations that some function of the project handles. */
export function* recognize(project: Linked): Generator<ModelNode> {
  const wiring = wiringOf(project);
  for (const description of descriptionsOf(project)) {
    const items = description.operations.flatMap((operation): RoutingItem[] => {
      const handler = handlerOf(operation, description, wiring, project);
      return handler ? [routeOf(operation, handler, description, wiring, project)] : [];
    });
    const at: Span = { path: description.file.path, start: 0, end: 0 };
    if (items.length > 0) yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${description.file.path}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at, items } };
  }
}

function routeOf(operation: Operation, handler: Value, description: Description, wiring: Wiring, project: Linked): RoutingItem {
  const { method, path, at, id } = operation;
  const schemes = operation.security ?? [];
  // One of several schemes is enough. What checks a scheme is told to do just that; a scheme that nothing checks is only said.
  const checked = schemes.every((scheme) => wiring.checks.has(scheme));
  const steps: readonly ChainStep[] = schemes.length === 0 ? [] : [{ value: project.role(!checked ? '#security.said' : isNarrow(operation, description) ? '#security.narrowed' : '#security.checked'), protocol: EXPRESS_STEP, at, label: schemes.join('|') }];
  return { kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, steps, handler: { value: handler, protocol: wiring.isBackend ? OPENAPI_HANDLER : EXPRESS_HANDLER, at, label: id ?? method } } };
}

/** It names fewer roles than another operation does: not everybody who has signed in may. */
function isNarrow({ scopes }: Operation, { operations }: Description): boolean {
  return scopes.length > 0 && operations.some((other) => other.scopes.length > scopes.length && scopes.every((scope) => other.scopes.includes(scope)));
}

function handlerOf(operation: Operation, description: Description, wiring: Wiring, project: Linked): Value | undefined {
  const { id, controller, method } = operation;
  const registered = id === undefined ? undefined : wiring.handlers.get(id);
  if (registered || controller === undefined) return registered;
  const folder = description.file.path.slice(0, Math.max(description.file.path.lastIndexOf('/'), 0));
  const matching = project.paths.filter((path) => SCRIPT.test(path) && project.file(path) && `/${path.replace(SCRIPT, '')}`.endsWith(`/${controller.replace(SCRIPT, '')}`));
  const file = matching.find((path) => path.startsWith(`${folder}/`)) ?? (matching.length === 1 ? matching[0] : undefined);
  if (file === undefined) return undefined;
  const value = project.member(project.exported(file, '*'), id ?? method.toLowerCase());
  return value.kind === 'function' ? value : functionIn(project.exported(file, 'default'), id ?? method.toLowerCase(), project);
}

function functionIn(value: Value, name: string, project: Linked): Value | undefined {
  const member = project.member(value, name);
  return member.kind === 'function' || member.kind === 'path' ? member : undefined;
}

/** `api.register({ listOrders })`, `api.register('listOrders', fn)`, `new OpenAPIBackend({ handlers, securityHandlers })`, `initialize({ operations })`, `mw.swaggerSecurity({ jwt })`. */
function wiringOf(project: Linked): Wiring {
  const handlers = new Map<string, Value>();
  const checks = new Set<string>();
  const { role } = sourcesOf(project);
  const put = (value: Value | undefined): void => {
    if (value) for (const [name, given] of project.properties(value)) handlers.set(name, given);
  };
  const check = (value: Value | undefined): void => {
    if (value) for (const name of project.properties(value).keys()) checks.add(name);
  };
  for (const file of project.files) {
    if (role(file.path) !== 'product') continue;
    for (const [fn, fact] of file.functions.entries()) {
      for (const expr of walk(fact)) {
        if (expr.kind !== 'new' && expr.kind !== 'call') continue;
        const name = expr.callee.kind === 'member' ? expr.callee.name : '';
        if (expr.kind === 'call' && !['register', 'registerHandler', 'registerSecurityHandler', 'swaggerSecurity', 'initialize', 'middleware'].includes(name)) continue;
        const env = project.envOf(file, fn);
        const [first, second] = expr.args.map((arg) => project.evaluate(arg, env));
        const text = project.text(first);
        const ofBackend = expr.callee.kind === 'member' && (name === 'register' || name === 'registerHandler') && isBackend(project.evaluate(expr.callee.object, env));
        if (name === 'swaggerSecurity') check(first);
        else if (name === 'registerSecurityHandler' && text !== undefined) checks.add(text);
        else if (ofBackend && text !== undefined && second) handlers.set(text, second);
        else if (ofBackend) put(first);
        else if (first?.kind === 'object') {
          const options = project.properties(first);
          const validated = options.get('validateSecurity');
          check(options.get('securityHandlers'));
          check(validated && project.properties(validated).get('handlers'));
          put(options.get('operations'));
          if (expr.kind === 'new') put(options.get('handlers'));
        }
      }
    }
  }
  return { handlers, checks, isBackend: project.dependsOn(BACKEND) };
}

function isBackend(value: Value | undefined): boolean {
  return value !== undefined && optionsOf(value).some((option) => option.kind === 'path' && option.root === BACKEND);
}
