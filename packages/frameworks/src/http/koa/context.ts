// https://koajs.com/#context  https://github.com/koajs/koa/blob/master/lib/context.js (what it delegates to request and response)
import { Label, type ApiModel, type RoleModel } from '@assay/contract';
import { inert, rows, source, words } from '../../runtime/shared.js';

const context = '#koa';
/** Midway names the context of Koa anew: https://midwayjs.org/docs/extensions/koa */
const KOA = ['koa', '@types/koa', '@midwayjs/koa'];
const ROUTERS = ['@koa/router', 'koa-router', '@types/koa-router', '@types/koa__router'];

/** Members of the request that the context offers as its own, and those that well-known middleware puts there. */
const ofRequest = words('params query querystring search headers header method url originalUrl href path host hostname protocol ip ips get is accepts cookies session files file '
  + 'isAuthenticated isUnauthenticated login logIn logout logOut user routerPath captures subdomains secure');

const contextTypes = words('Context ParameterizedContext DefaultContext ExtendableContext BaseContext RouterContext IRouterContext IRouterParamContext RouterParamContext');

/** What the parameters of middleware stand for, and the parts of a context. */
export const contextRoles: readonly RoleModel[] = [
  ...contextTypes.flatMap((name) => [`${name}.new()`, `Router.${name}.new()`, `Koa.${name}.new()`, `Application.${name}.new()`].map((path) => ({ package: [...KOA, ...ROUTERS], path, role: context }))),
  { package: KOA, path: 'Next.new()', role: '#next' },
  { package: KOA, path: 'default.new().context', role: context },
  { package: context, path: 'request', role: '#request' },
  { package: context, path: 'req', role: '#request' },
  { package: context, path: 'res', role: '#response' },
  { package: context, path: 'response', role: context },
  { package: context, path: 'state', role: '#state' },
  ...ofRequest.map((name) => ({ package: context, path: name, role: `#request.${name}` })),
];

/** What is done with a context. The answer is sent when the last middleware is through. */
export const contextRows: readonly ApiModel[] = [
  ...rows(context, 'body.=', { kind: 'respond', body: 0, held: true }),
  ...rows(context, 'status.=', { kind: 'respond', status: 0, partial: true, held: true }),
  ...rows(context, 'redirect() back()', { kind: 'respond', redirect: true, fixed: 302 }),
  ...rows(context, 'render()', { kind: 'respond' }),
  ...rows(context, 'throw()', { kind: 'http-error', statusArg: 0, bodyArg: 1, throws: true }),
  ...rows(context, 'assert()', { kind: 'http-error', unless: 0, statusArg: 1, bodyArg: 2, throws: true }),
  ...rows(context, 'set() append() remove() attachment() vary() flushHeaders() toJSON() inspect() onerror() acceptsEncodings() acceptsCharsets() acceptsLanguages() assert.*() '
    + 'log.*() logger.*() app.emit() app.on()', inert),
  ...rows('http-assert', 'default()', { kind: 'http-error', unless: 0, statusArg: 1, bodyArg: 2, throws: true }),
  ...rows('#request', 'querystring search href ips', source(Label.input)),
];
