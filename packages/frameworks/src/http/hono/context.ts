// https://hono.dev/docs/api/context  https://hono.dev/docs/api/request
import { Label, type ApiModel, type RoleModel } from '@assay/contract';
import { inert, quiet, rows, source, type Meaning } from '../../runtime/shared.js';

const context = '#hono';
export const HONO: readonly string[] = ['hono', 'hono/tiny', 'hono/quick', 'hono/factory', '@hono/zod-openapi'];
/** Make a handler of another platform out of an application; https://hono.dev/docs/getting-started/basic */
const ADAPTERS = ['hono/vercel', 'hono/netlify', 'hono/aws-lambda', 'hono/lambda-edge', 'hono/service-worker', 'hono/cloudflare-pages', '@hono/node-server/vercel'];

/** What the parameters of handlers stand for; `c.get('user')` and `c.var.user` are one slot. */
export const contextRoles: readonly RoleModel[] = [
  { package: HONO, path: 'Context.new()', role: context },
  { package: HONO, path: 'Next.new()', role: '#next' },
  { package: HONO, path: 'HonoRequest.new()', role: '#request' },
  { package: context, path: 'req', role: '#request' },
  { package: context, path: 'var', role: '#state' },
  { package: context, path: 'get()', role: (path, project) => {
    const name = project.text(project.argument(path, 0));
    return name === undefined || name.includes('.') ? undefined : `#state.${name}`;
  } },
];

/** `redirect(url)` is a 302. */
const redirect: Meaning = (path, project) => ({ kind: 'respond', redirect: true, ...(project.args(path).length > 1 ? { status: 1 } : { fixed: 302 }) });

/** What is done with a context, and what a request is asked for. */
export const contextRows: readonly ApiModel[] = [
  ...rows(context, 'json() text() html() body() newResponse()', { kind: 'respond', body: 0, status: 1 }),
  ...rows(context, 'status()', { kind: 'respond', status: 0, partial: true }),
  ...rows(context, 'redirect()', redirect),
  ...rows(context, 'notFound()', { kind: 'respond', fixed: 404 }),
  ...rows(context, 'render()', { kind: 'respond' }),
  ...rows(context, 'env.**', (path) => (path.step === '()' ? undefined : source(Label.config))),
  ...rows(context, 'header() set() setRenderer() setLayout() getLayout() executionCtx.waitUntil() executionCtx.passThroughOnException() res.headers.*()', inert),
  ...rows('hono/http-exception', 'HTTPException.new()', { kind: 'http-error', statusArg: 0, bodyArg: 1 }),
  ...rows('#request', 'query() queries() param() valid() parseBody() arrayBuffer() blob()', source(Label.input)),
  ...rows('#global', 'Response.new() Response.json()', { kind: 'respond', body: 0, status: 1 }),
  ...rows('hono/factory', 'createMiddleware() createFactory().createMiddleware() Factory.new().createMiddleware()', { kind: 'wrap', arg: 0 }),
  // The routes of the application are entry points of their own.
  ...rows(ADAPTERS, 'handle()', inert),
  ...rows(HONO, '**', quiet),
];
