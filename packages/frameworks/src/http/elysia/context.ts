// https://elysiajs.com/essential/handler.html#context
import { Label, type ApiModel, type RoleModel } from '@assay/contract';
import { inert, quiet, rows, source, words } from '../../runtime/shared.js';

/** A handler gets everything of the exchange in one object, and what it returns answers. */
export const CONTEXT = '#exchange';

const ofRequest = words('body query params headers request=. cookie=cookies path bearer=token ip');
/** What plugins derive from a request and put beside it. */
const derived = words('user currentUser session auth account userId principal');

/** What the parts of the context stand for. */
export const contextRoles: readonly RoleModel[] = [
  ...ofRequest.map((entry) => {
    const [name = '', member = name] = entry.split('=');
    return { package: CONTEXT, path: name, role: member === '.' ? '#request' : `#request.${member}` };
  }),
  ...derived.map((name) => ({ package: CONTEXT, path: name, role: `#request.${name}` })),
  { package: CONTEXT, path: 'store', role: '#state' },
  { package: CONTEXT, path: 'error', role: '#error' },
  { package: 'elysia', path: 'Context.new()', role: CONTEXT },
];

/** What is done with it: a status that is set holds for the value that is returned. */
export const contextRows: readonly ApiModel[] = [
  ...rows(CONTEXT, 'status() error()', { kind: 'respond', status: 0, body: 1 }),
  ...rows(CONTEXT, 'set.status.=', { kind: 'respond', status: 0, partial: true }),
  ...rows(CONTEXT, 'redirect() set.redirect.=', { kind: 'respond', redirect: true, fixed: 302 }),
  // https://elysiajs.com/plugins/jwt.html: false when the token is not valid.
  ...rows(CONTEXT, '*.verify()', { kind: 'verify', tested: true }),
  ...rows(CONTEXT, '*.sign() set.headers.** server.** log.** logger.**', (path) => (path.step === '()' ? inert : undefined)),
  ...rows(CONTEXT, 'jwt.**', source(Label.input)),
  ...rows('elysia', 'status() error()', { kind: 'respond', status: 0, body: 1 }),
  ...rows('elysia', 'redirect()', { kind: 'respond', redirect: true, fixed: 302 }),
  ...rows('elysia', 'NotFoundError.new()', { kind: 'http-error', status: 404, bodyArg: 0 }),
  ...rows('elysia', 'InternalServerError.new()', { kind: 'http-error', status: 500, bodyArg: 0 }),
  ...rows(['elysia', '@elysiajs/cors', '@elysiajs/swagger', '@elysiajs/openapi', '@elysiajs/static', '@elysiajs/html', '@elysiajs/jwt', '@elysiajs/bearer', '@elysiajs/cron', '@elysiajs/server-timing', '@elysiajs/opentelemetry', '@elysiajs/eden'], '**', quiet),
];
