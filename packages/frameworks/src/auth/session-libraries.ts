// https://www.better-auth.com/docs/basic-usage  https://supabase.com/docs/guides/auth/server-side  https://github.com/vvo/iron-session
import { defineAdapter, Label } from '@assay/contract';
import { inert, none, principal, quiet, remoteCall, rows, source, verify, words } from '../runtime/shared.js';

const tested = { kind: 'verify', tested: true } as const;
const caller = source(Label.principal);
const supabase = ['@supabase/supabase-js', '@supabase/ssr', '@supabase/auth-helpers-nextjs', '@supabase/auth-helpers-remix'];
const supabaseClients = words('createClient() createServerClient() createRouteHandlerClient() createServerComponentClient() createServerActionClient() createMiddlewareClient() SupabaseClient.new()');
const supertokens = ['express', 'fastify', 'koa', 'hapi', 'loopback', 'awsLambda', 'h3'];
const auth0 = ['@auth0/nextjs-auth0', '@auth0/nextjs-auth0/server', '@auth0/nextjs-auth0/edge'];

/** Libraries whose answer must be tested: nobody is turned away by the call. */
export const sessionLibraries = defineAdapter({
  name: 'session-libraries',
  kind: 'auth',
  packages: ['better-auth', ...supabase, 'iron-session', '@auth0/nextjs-auth0', '@kinde-oss/kinde-auth-nextjs', '@workos-inc/authkit-nextjs', 'remix-auth', 'lucia', 'supertokens-node', 'stytch'],
  docs: 'https://www.better-auth.com/docs/basic-usage',
  models: [
    ...rows('better-auth', '**.api.getSession()', tested),
    ...rows('better-auth', '**.api.userHasPermission() **.api.hasPermission()', source(Label.principal | Label.role)),
    ...rows('better-auth', '**.api.*()', remoteCall),
    ...rows('better-auth/next-js', 'toNextJsHandler().*', inert),
    ...rows('better-auth', 'betterAuth() **.handler()', inert),
    ...rows(['better-auth/api', 'better-auth/plugins'], 'createAuthMiddleware() createAuthEndpoint()', { kind: 'inert', keeps: true }),
    ...rows(['better-auth/node', 'better-auth/next-js', 'better-auth/plugins', 'better-auth/adapters/prisma', 'better-auth/adapters/drizzle'], '**', quiet),
    ...supabaseClients.flatMap((client) => [
      ...rows(supabase, `${client}.auth.getUser() ${client}.auth.getClaims()`, tested),
      // It reads the cookie and asks nobody.
      ...rows(supabase, `${client}.auth.getSession()`, source(Label.credential)),
      ...rows(supabase, `${client}.auth.exchangeCodeForSession() ${client}.auth.verifyOtp()`, remoteCall),
      ...rows(supabase, `${client}.auth.*() ${client}.auth.admin.*()`, remoteCall),
    ]),
    // The object is there for everybody; what it holds was sealed by the server.
    ...rows('iron-session', 'getIronSession().save() getIronSession().destroy() getIronSession().updateConfig() sealData() getIronSession()', inert),
    ...rows('iron-session', 'unsealData()', tested),
    ...rows('iron-session', 'getIronSession().**', caller),
    ...rows(auth0, '**.getSession() getSession()', tested),
    // Without a session it throws; https://github.com/auth0/nextjs-auth0/blob/main/EXAMPLES.md
    ...rows(auth0, '**.getAccessToken() getAccessToken() **.getAccessTokenForConnection()', verify),
    ...rows(auth0, '**.withApiAuthRequired() withApiAuthRequired() **.withPageAuthRequired() withPageAuthRequired() withMiddlewareAuthRequired()', principal),
    ...rows('@kinde-oss/kinde-auth-nextjs/server', 'getKindeServerSession().*()', caller),
    ...rows('@workos-inc/authkit-nextjs', 'withAuth()', (path, project) => {
      const options = project.argument(path, 0);
      const ensured = options && project.properties(options).get('ensureSignedIn');
      return ensured?.kind === 'const' && ensured.value === true ? verify : inert;
    }),
    ...rows('@workos-inc/authkit-nextjs', 'withAuth().*', caller),
    // https://supertokens.com/docs/additional-verification/session-verification/protect-api-routes
    ...rows(supertokens.map((name) => `supertokens-node/recipe/session/framework/${name}`), 'verifySession()', (path, project) => {
      const options = project.argument(path, 0);
      const required = options && project.properties(options).get('sessionRequired');
      return required?.kind === 'const' && required.value === false ? none : principal;
    }),
    ...rows(supertokens.map((name) => `supertokens-node/framework/${name}`), 'middleware() errorHandler() plugin', none),
    ...rows('supertokens-node/recipe/session', '**.getSession() getSession()', verify),
    ...rows('stytch', '**.sessions.authenticate() **.sessions.authenticateJwt()', verify),
    ...rows('remix-auth', '**.isAuthenticated()', (path, project) => {
      const options = project.argument(path, 1);
      return options && project.properties(options).has('failureRedirect') ? verify : tested;
    }),
    ...rows('remix-auth', '**.authenticate()', verify),
    ...rows('lucia', '**.validateSession() **.validateRequest()', tested),
    ...rows('lucia', '**.createSession() **.invalidateSession() **.invalidateUserSessions()', inert),
  ],
});
