// https://authjs.dev/getting-started/session-management/protecting  https://next-auth.js.org/configuration/nextjs
import { defineAdapter, Label } from '@assay/contract';
import { inert, isFunction, principal, quiet, remoteCall, rows, source, type Meaning } from '../runtime/shared.js';

const packages = ['next-auth', 'next-auth/next', 'next-auth/jwt', 'next-auth/react', '@auth/core', '@auth/express', '@auth/sveltekit', '@auth/nextjs'];
const tested = { kind: 'verify', tested: true } as const;

/** `auth()` answers the session or null; `auth(handler)` puts it on the request and goes on either way. */
const auth: Meaning = (path, project) => {
  const wrapped = project.args(path).findIndex((arg) => isFunction(arg.value));
  return wrapped < 0 ? tested : { kind: 'wrap', arg: wrapped };
};

/** Auth.js, also known as NextAuth: a session that is not there is null, which the caller must test. */
export const authJs = defineAdapter({
  name: 'auth-js',
  kind: 'auth',
  packages: ['next-auth', '@auth/core', '@auth/express', '@auth/sveltekit', '@auth/nextjs', '@auth/prisma-adapter', '@auth/drizzle-adapter', '@next-auth/prisma-adapter'],
  docs: 'https://authjs.dev/getting-started/session-management/protecting',
  models: [
    ...rows(packages, 'getServerSession() unstable_getServerSession() getToken() getSession() decode()', tested),
    ...rows('next-auth', 'default().auth()', auth),
    ...rows('next-auth', 'default().handlers.*', inert),
    ...rows('next-auth', 'default().signIn() default().signOut() default().unstable_update()', remoteCall),
    ...rows('next-auth/middleware', 'default withAuth withAuth() default()', principal),
    ...rows(packages, 'encode() default() NextAuth()', inert),
    ...rows('next-auth/react', 'useSession().**', source(Label.principal)),
    ...rows(packages, '*.new()', inert),
    ...rows(['next-auth/providers', '@auth/prisma-adapter', '@auth/drizzle-adapter', '@next-auth/prisma-adapter'], '**', quiet),
  ],
});
