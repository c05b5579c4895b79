import { defineAdapter, innermost, walk, type Arg, type ChainStep, type Expr, type Linked, type PathValue, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { inert, rows } from '../../runtime/shared.js';
import { caller, CALL, ERRORS, FRAMEWORK, HANDLER, ROOT, VERIFIER } from './names.js';

const BY_ID: ReadonlySet<string> = new Set(['method', 'addMethod', 'streamMethod', 'addStreamMethod']);
const SERVER = /^(?:default\.)?(?:createServer\(\)|(?:Xrpc)?Server\.new\(\))(?:\.xrpc)?/;
/** An identifier of the network: names from the widest to the narrowest, the method last. https://atproto.com/specs/nsid */
const ID = /^[a-z][\w-]*(?:\.[\w-]+)+\.[a-zA-Z]\w*$/;
/** What only reads is a query; names of the others say what they do. https://atproto.com/specs/xrpc */
const READS = /^(?:get|list|search|describe|query|resolve|check|find|fetch|subscribe|export|count|is|has)(?=[A-Z]|$)/;

interface Method { readonly id: string; readonly config: Arg }

/** `server.method('com.example.getLamp', ..)`, `server.add(com.example.getLamp, ..)`, `server.com.example.getLamp(..)` of the server that a tool writes. */
function methodOf(call: SetupCall, project: Linked): Method | undefined {
  const [first, second] = call.args;
  if (!first) return undefined;
  if (BY_ID.has(call.method)) return methodNamed(project.text(first.value), second);
  if (call.method === 'add') return methodNamed(idOf(first, project), second);
  const path = call.path.parent?.path ?? '';
  return SERVER.test(path) ? methodNamed(path.replace(SERVER, '').replace(/^\./, ''), first) : undefined;
}

function methodNamed(id: string | undefined, config: Arg | undefined): Method | undefined {
  return id !== undefined && config && ID.test(id) ? { id, config } : undefined;
}

/** The identifier that the module of a schema exports, else the names as they are written. */
function idOf({ value, expr, env }: Arg, project: Linked): string | undefined {
  const stated = value.kind === 'path' ? undefined : project.text(project.member(value, '$nsid'));
  return stated ?? (expr && env ? dotted(expr, (binding) => env.file.bindings[binding]?.name) : undefined);
}

function dotted(expr: Expr, nameOf: (binding: number) => string | undefined): string | undefined {
  if (expr.kind === 'name') return nameOf(expr.binding);
  const object = expr.kind === 'member' ? dotted(expr.object, nameOf) : undefined;
  return object === undefined || expr.kind !== 'member' ? undefined : `${object}.${expr.name}`;
}

/** Only a procedure has an input; what is named as reading is a query. */
function verbOf(id: string, handler: Value, project: Linked): string {
  if (READS.test(id.split('.').at(-1) ?? '') && !takesInput(handler, project)) return 'GET';
  return 'POST';
}

function takesInput(handler: Value, project: Linked): boolean {
  if (handler.kind !== 'function') return false;
  const { file, fn, id } = handler;
  const env = project.activate(handler, [{ value: project.role(CALL), labels: 0 }]);
  const isInput = (expr: Expr | undefined): boolean => expr?.kind === 'member' && expr.name === 'input' && project.evaluate(expr.object, env) === project.role(CALL);
  return file.bindings.some((binding) => binding.fn === id && isInput(binding.init)) || [...walk(fn)].some(isInput);
}

function scopeOf(call: SetupCall, setup: Setup): RoutingScope {
  const folder = innermost(setup.project.manifests.map((manifest) => manifest.folder), call.file.path);
  const scope = setup.scope(`${FRAMEWORK}:${folder}`, () => ({ framework: FRAMEWORK, order: 'sequence', at: call.at, root: true, prefix: '/xrpc' }));
  scope.unmounted = false;
  return scope;
}

function register(method: Method, call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const { value } = method.config;
  const options = value.kind === 'object' ? project.properties(value) : undefined;
  const handler = options?.get('handler') ?? value;
  const auth = options?.get('auth');
  const steps: readonly ChainStep[] = auth && auth.kind !== 'const' ? [setup.step(auth, VERIFIER, project.spanOfValue(auth) ?? call.at, undefined)] : [];
  scopeOf(call, setup).items.push({
    kind: 'route',
    route: { protocol: 'http', method: verbOf(method.id, handler, project), path: `/${method.id}`, at: call.at, framework: FRAMEWORK, steps, handler: setup.step(handler, HANDLER, call.at, undefined), ...(call.conditional ? { conditional: call.conditional } : {}) },
  });
}

/** XRPC of the AT Protocol: methods by their identifiers, each with what verifies the caller. */
export const xrpc = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [ROOT],
  docs: 'https://atproto.com/specs/xrpc',
  // The methods of the server that a tool writes have names of their own.
  verbs: ['*'],
  // `lex gen-server` and `lex build` write them, often outside the repository.
  generated: [{ specifier: /(?:^|\/)lexicons?(?:\/index)?(?:\.[jt]s)?$/, package: ROOT }],
  roles: [
    { package: CALL, path: 'params', role: '#request.query' },
    { package: CALL, path: 'input', role: '#request' },
    { package: CALL, path: 'req', role: '#request' },
    { package: CALL, path: 'res', role: '#response' },
  ],
  models: [
    ...rows(CALL, 'auth auth.**', caller),
    ...Object.entries(ERRORS).flatMap(([name, status]) => rows(ROOT, `${name}.new()`, { kind: 'http-error', status, bodyArg: 0 })),
    ...rows(ROOT, 'XRPCError.new()', { kind: 'http-error', statusArg: 0, bodyArg: 1 }),
    ...rows(ROOT, '**', (path: PathValue) => (path.step === '()' ? inert : undefined)),
  ],
  setup(call, setup) {
    if (call.path.root !== ROOT) return;
    const method = methodOf(call, setup.project);
    if (method) register(method, call, setup);
  },
  defaults: { errorBody: '{ error, message }' },
});
