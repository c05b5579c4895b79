// https://expressjs.com/en/5x/api.html#req  https://fastify.dev/docs/latest/Reference/Request/
import { defineAdapter, Label, type ApiModel, type Linked } from '@assay/contract';
import { callbackOf, calledName, inert, isFunction, quiet, rows, source, stepsOf, verify, words, type Meaning, type Reading } from '../runtime/shared.js';

const request = '#request';

/** Members that authentication steps put on the request. `token` and `payload` are below. */
export const principals = words('user currentUser current_user currentUserId auth principal identity account accountability userId userID user_id username kauth oidc');
/** Members that say what the caller may do: authentication steps put them there, no caller can. */
const callersRights = words('role roles userRole user_role permissions isAdmin is_admin isSuperAdmin isSuperuser');
/** `session.user`, `session.currentUser.id`: who the session belongs to. What else it holds only shows that there is one. */
export const sessionOwner = /^(?:(?:current|logged_?in|auth(?:enticated)?)_?)?(?:user|account|admin|member|principal|identity|customer)(?:_?(?:id|name|info|data|email))?$|^(?:uid|username|passport|(?:is_?)?logged_?in|(?:is_?)?authenticated)$/i;
const tokens = words('token access_token accessToken api_key apiKey apikey');

/** What the framework itself put on the request: nothing that the caller chose. */
const own: Meaning = (path) => (stepsOf(path).includes('()') ? undefined : source(0));

/** Plain text: nothing that is done with it touches the project's data. */
const texts = words('url originalUrl baseUrl path hostname host method protocol ip');

/** Headers that carry a credential. */
export const credentialHeader = /^(?:(?:proxy-)?authorization|cookie|(?:x-)?api-?key|(?:x-)?api-token|x-(?!csrf|xsrf)(?:.+-)?token|x-(?!idempot|cache|request|partition)(?:.+-)?key|x-(?:.+-)?secret|x-hub-signature(?:-\d+)?|x-(?:.+-)?hmac(?:-.+)?|(?:.+-)?signature|token)$/i;
/** What the caller is allowed to do: members, and methods that answer it. */
const roleName = /^(?:is|has|can)?_?(?:any_?|all_?)?(?:roles?|role_?names?|permissions?|scopes?|admin|super_?(?:admin|user)|moderator|owner|groups?|abilit(?:y|ies)|authorit(?:y|ies)|privileges?|rights|access(?:_?level)?|user_?type)(?:_?(?:id|name|s))?$|^(?:can|cannot|may|has|allowed|is_?allowed)$|^(?:is|has|can|may|check)\w*(?:role|permission|scope|access|admin|group|privilege)\w*$/i;
/** A user that is a record of the data layer has methods that read and write. */
const recordMethod = /^(?:save|update|remove|delete|destroy|create|add|set|insert|upsert|incr|decr|increment|decrement|restore|reload|refresh|populate|patch|push|get|fetch|load|find|query|count)(?:[A-Z\d$]\w*)?$|^\$/;

/** A member of the caller. A call on it is left to the data layer when it may be one, and to its callback when it has one. */
function memberOf(first: number): Reading {
  return (path, project) => {
    if (path.step === '()' && (recordMethod.test(calledName(path)) || project.args(path).some((arg) => isFunction(arg.value)))) return undefined;
    return source(Label.principal | (stepsOf(path).slice(first).some((step) => roleName.test(step)) ? Label.role : 0));
  };
}
/** Below a member of the request that is the caller; the first step is that member. */
const ofPrincipal = memberOf(1);

/** In Koa a session has no id of its own: one that is there was put there by the application. https://github.com/koajs/session */
const isOwnField = (project: Linked): boolean => project.dependsOn('koa-session') || project.dependsOn('koa-generic-session');

const ofSession: Meaning = (path, project) => {
  const [, field, ...rest] = stepsOf(path);
  if (field === undefined || !(sessionOwner.test(field) || roleName.test(field) || (field === 'id' && isOwnField(project)))) return path.step === '()' ? undefined : source(Label.credential);
  if (rest.length > 0) return ofPrincipal(path, project);
  return source(Label.principal | (roleName.test(field) ? Label.role : 0));
};

/** `express-bearer-token` puts the token there as it was sent. */
const ofToken: Meaning = (path, project) => (project.dependsOn('express-bearer-token') ? source(Label.credential) : ofPrincipal(path, project));
/** In hapi it is the body. */
const ofPayload: Meaning = (path, project) => (project.dependsOn('@hapi/hapi') ? undefined : ofPrincipal(path, project));

/** The header is the step at `index`, or the argument of the call there. */
function header(index: number): Meaning {
  return (path) => (credentialHeader.test(stepsOf(path)[index] ?? '') ? source(Label.credential) : undefined);
}
const headerCall: Meaning = (path, project) => {
  const name = project.text(project.argument(path, 0));
  return source(name !== undefined && credentialHeader.test(name) ? Label.credential : Label.input);
};

const running: Meaning = (path, project) => {
  const callback = callbackOf(path, project);
  return callback < 0 ? inert : { kind: 'invoke', callback };
};

/** The members of one part of the request, from the request and from a parameter that is only this part. */
function part(name: string, paths: readonly string[], is: Meaning): readonly ApiModel[] {
  return paths.flatMap((path) => [...rows(request, `${name}.${path}.**`, is), ...rows(`${request}.${name}`, `${path}.**`, is)]);
}

const credential = source(Label.credential);

/** Who calls, and what the caller sent to show it. */
export const requests = defineAdapter({
  name: 'request',
  // There is a request whatever checks it: known without any of the packages.
  kind: 'runtime',
  packages: [],
  docs: 'https://expressjs.com/en/5x/api.html#req',
  // https://expressjs.com/en/5x/api.html#res.locals
  // https://hono.dev/docs/api/request#raw  https://fastify.dev/docs/latest/Reference/Request/: the same request as the platform made it.
  roles: [{ package: '#response', path: 'locals', role: '#state' }, { package: request, path: 'raw', role: request }],
  models: [
    ...rows(request, 'jwtVerify() *JwtVerify()', verify),
    ...rows(request, 'jwtDecode() *JwtDecode()', credential),
    ...rows(request, 'isAuthenticated() isUnauthenticated()', source(Label.principal | Label.credential)),
    // Flags that a middleware or a context function leaves, where what it leaves is not known.
    ...[request, '#state'].flatMap((holder) => rows(holder, 'isAuth isAuthenticated isLoggedIn loggedIn authenticated', source(Label.principal | Label.credential))),
    ...rows(request, 'login() logIn() logout() logOut() session.save() session.destroy() session.regenerate() session.reload()', running),
    ...rows(request, 'session.touch() session.delete() session.set() flash() csrfToken() accepts() acceptsEncodings() acceptsLanguages() is() on() once() setTimeout() cookies.set() t() __() __n()', inert),
    ...rows(request, 'session.get()', (path, project) => source(sessionOwner.test(project.text(project.argument(path, 0)) ?? '') ? Label.principal : Label.credential)),
    ...principals.flatMap((name) => rows(request, `${name}.**`, ofPrincipal)),
    ...callersRights.flatMap((name) => rows(request, `${name}.**`, source(Label.principal | Label.role))),
    ...rows(request, 'token.**', ofToken),
    ...rows(request, 'payload.**', ofPayload),
    ...rows(`${request}.user`, '**', memberOf(0)),
    // Slots of a context: `ctx.state.user`, `c.get('user')`.
    ...[...principals, 'jwt', 'jwtPayload', 'jwtdata'].flatMap((name) => rows('#state', `${name}.**`, ofPrincipal)),
    ...rows('#state', '*.user.**', ofPrincipal),
    ...rows('#state', 'session.**', ofSession),
    ...rows('#state', 'token', credential),
    ...rows(request, 'session.**', ofSession),
    ...rows(request, 'sessionID cookies.** signedCookies.** cookie.**', credential),
    ...rows(request, 'get() header() headers.get()', headerCall),
    ...rows(`${request}.headers`, 'get()', headerCall),
    ...rows(request, 'headers.**', header(1)),
    ...rows(`${request}.headers`, '**', header(0)),
    ...rows(request, 'get().** header().** headers.**', quiet),
    ...rows(request, 'app.** server.** log.** logger.** routeOptions.**', own),
    ...texts.flatMap((name) => rows(request, `${name}.**`, quiet)),
    ...part('query', tokens, credential),
    ...part('body', ['token', 'access_token', 'accessToken'], credential),
    ...part('params', ['token'], credential),
    ...['args', 'input'].flatMap((name) => part(name, ['token', 'accessToken'], credential)),
    ...rows(request, 'param() file() files() parts() saveRequestFiles() json() text() formData()', source(Label.input)),
  ],
});
