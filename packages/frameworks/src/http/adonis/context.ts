// https://docs.adonisjs.com/guides/concepts/http-context  https://docs.adonisjs.com/guides/authentication/introduction  https://docs.adonisjs.com/guides/security/authorization
import { Label, type ApiModel, type RoleModel } from '@assay/contract';
import { quiet, rows, source } from '../../runtime/shared.js';

const context = '#adonis';
const auth = (path: string): string => `auth.${path} auth.use().${path}`;

/** What the parts of a context stand for. */
export const contextRoles: readonly RoleModel[] = [
  { package: ['@adonisjs/core/http', '@adonisjs/http-server', '@ioc:Adonis/Core/HttpContext'], path: 'HttpContext.new()', role: context },
  { package: '@ioc:Adonis/Core/HttpContext', path: 'HttpContextContract.new()', role: context },
  { package: ['@adonisjs/http-server', '@adonisjs/core/http'], path: 'Response.new()', role: '#response' },
  { package: ['@adonisjs/http-server', '@adonisjs/core/http'], path: 'Request.new()', role: '#request' },
  { package: ['@adonisjs/core/types/http'], path: 'NextFn.new()', role: '#next' },
  { package: context, path: 'request', role: '#request' },
  { package: context, path: 'response', role: '#response' },
  { package: context, path: 'params', role: '#request.params' },
  { package: context, path: 'subdomains', role: '#request.params' },
];

/** `authenticate` throws, `check` answers; a policy's `authorize` throws, `allows` answers. */
export const contextRows: readonly ApiModel[] = [
  ...rows(context, `${auth('authenticate()')} ${auth('getUserOrFail()')} auth.authenticateUsing()`, { kind: 'verify' }),
  ...rows(context, `${auth('check()')} ${auth('isAuthenticated')} ${auth('isLoggedIn')}`, source(Label.principal | Label.credential)),
  ...rows(context, auth('user.**'), source(Label.principal)),
  ...rows(context, 'auth.**', quiet),
  ...rows(context, 'bouncer.authorize() bouncer.with().authorize() bouncer.forUser().**.authorize()', { kind: 'verify', ensures: 'role' }),
  ...rows(context, 'bouncer.**', (path) => (path.step === '()' ? source(Label.principal | Label.role) : undefined)),
  ...rows(context, 'session.get() session.pull() session.all()', source(Label.credential)),
  ...rows(context, 'session.** logger.** view.** inertia.** i18n.** containerResolver.** ally.**', quiet),
  ...rows('#request', 'all() only() except() input() qs() body() params() validateUsing() validate() allFiles() multipart.**', source(Label.input)),
  ...rows('#response', 'abort() abortIf() abortUnless()', { kind: 'respond', body: 0, status: 1, throws: true }),
  ...rows(['@adonisjs/core/exceptions', '@adonisjs/core', '@adonisjs/core/build/standalone'], 'Exception.new()', { kind: 'http-error', bodyArg: 0, statusArg: 1 }),
  ...rows(['@adonisjs/core/exceptions'], 'errors.*.new()', { kind: 'http-error', bodyArg: 0 }),
  ...rows(['@adonisjs/core/services/router', '@adonisjs/core/services/server', '@ioc:Adonis/Core/Route', '@ioc:Adonis/Core/Server'], '**', quiet),
  ...rows(['@adonisjs/limiter/services/main', '@adonisjs/limiter'], '**', quiet),
  ...rows(['@vinejs/vine', '@adonisjs/core/services/logger', '@adonisjs/core/services/hash', '@adonisjs/core/services/config', '@adonisjs/core/services/app', '@adonisjs/core/services/emitter', '@adonisjs/core/helpers', '@adonisjs/core/helpers/string', '@ioc:Adonis/Core/Validator', '@adonisjs/drive/services/main'], '**', quiet),
  ...rows(['@adonisjs/mail/services/main', '@ioc:Adonis/Addons/Mail'], '**.send() **.sendLater()', { kind: 'external', effect: 'send' }),
];
