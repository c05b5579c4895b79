import { Label, type ApiModel, type RoleModel } from '@assay/contract';
import { sessionOwner } from '../auth/request.js';
import { inert, quiet, rows, source, type Meaning } from '../runtime/shared.js';

export const PACKAGES: readonly string[] = ['react-router', '@react-router/node', '@remix-run/node', '@remix-run/server-runtime', '@remix-run/cloudflare', '@remix-run/react', '@remix-run/deno'];

const storages = 'createCookieSessionStorage() createSessionStorage() createMemorySessionStorage() createFileSessionStorage() createDatabaseSessionStorage()'.split(' ');
/** What a session holds is the server's own: who it belongs to, or just that there is one. */
const field: Meaning = (path, project) => source(sessionOwner.test(project.text(project.argument(path, 0)) ?? '') ? Label.principal | Label.credential : Label.credential);
const redirect = { kind: 'respond', redirect: true, status: 1, fixed: 302 } as const;

/** https://reactrouter.com/api/utils/data  https://reactrouter.com/explanation/sessions-and-cookies */
export const remixRows: readonly ApiModel[] = [
  ...rows(PACKAGES, 'json() data()', { kind: 'respond', status: 1, body: 0 }),
  ...rows(PACKAGES, 'redirect() redirectDocument() replace()', redirect),
  ...storages.flatMap((storage) => [
    ...rows(PACKAGES, `${storage}.getSession().get() ${storage}.getSession().has()`, field),
    ...rows(PACKAGES, `${storage}.getSession().set() ${storage}.getSession().unset() ${storage}.getSession().flash() ${storage}.commitSession() ${storage}.destroySession()`, inert),
    ...rows(PACKAGES, `${storage}.getSession()`, source(Label.credential)),
  ]),
  ...rows(PACKAGES, 'createCookie().parse()', source(Label.credential)),
  ...rows('#loader', 'context.get()', source(Label.principal)),
  ...rows('#next', '()', { kind: 'next' }),
  ...rows(PACKAGES, '**', quiet),
];

export const remixRoles: readonly RoleModel[] = [
  { package: '#loader', path: 'request', role: '#request' },
  { package: '#loader', path: 'params', role: '#request.params' },
];
