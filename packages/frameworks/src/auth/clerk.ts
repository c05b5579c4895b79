// https://clerk.com/docs/references/nextjs/overview
import { defineAdapter, Label, type Concept } from '@assay/contract';
import { anyOf, pattern } from '../next/matcher.js';
import { inert, none, quiet, remoteCall, role, rows, source, verify, type Meaning } from '../runtime/shared.js';

const packages = ['@clerk/nextjs', '@clerk/nextjs/server', '@clerk/remix', '@clerk/remix/ssr.server', '@clerk/react-router/ssr.server', '@clerk/astro/server', '@clerk/tanstack-react-start/server'];
const tested = { kind: 'verify', tested: true } as const;
const caller = source(Label.principal);

/** `createRouteMatcher(['/dashboard(.*)'])(request)` */
const routeMatcher: Meaning = (path, project): Concept | undefined => {
  const made = path.parent;
  const patterns = made && project.argument(made, 0);
  const texts = patterns && (project.items(patterns) ?? [patterns]).map((item) => project.text(item));
  return texts && texts.length > 0 && texts.every((text) => text !== undefined) ? { kind: 'matches', test: anyOf(texts.map((text) => pattern(text))) } : undefined;
};

/** Clerk below Next and its like: the middleware lets everybody through unless it calls `auth.protect()`. */
export const clerk = defineAdapter({
  name: 'clerk',
  kind: 'auth',
  packages: ['@clerk/nextjs', '@clerk/remix', '@clerk/react-router', '@clerk/astro', '@clerk/tanstack-react-start'],
  docs: 'https://clerk.com/docs/references/nextjs/overview',
  models: [
    ...rows(packages, 'clerkMiddleware() clerkMiddleware', none),
    ...rows(packages, 'authMiddleware() withClerkMiddleware()', role),
    ...rows(packages, 'auth.protect() auth().protect()', verify),
    ...rows(packages, 'auth().has() getAuth().has()', source(Label.principal | Label.role)),
    ...rows(packages, 'auth().redirectToSignIn()', { kind: 'respond', redirect: true, fixed: 401, throws: true }),
    ...rows(packages, 'auth().* getAuth().*', caller),
    ...rows(packages, 'currentUser()', tested),
    ...rows(packages, 'verifyToken() verifyWebhook()', verify),
    ...rows(packages, 'createRouteMatcher()()', routeMatcher),
    ...rows(packages, 'auth() getAuth() createRouteMatcher() createClerkClient() rootAuthLoader()', inert),
    ...rows(packages, 'clerkClient.** clerkClient().** createClerkClient().**', (path) => (path.step === '()' ? remoteCall : undefined)),
    ...rows(packages, '**', quiet),
    // The first argument of a middleware's callback: a function, and an object.
    ...rows('#clerk', 'protect() ().protect()', verify),
    ...rows('#clerk', '().has()', source(Label.principal | Label.role)),
    ...rows('#clerk', '().redirectToSignIn()', { kind: 'respond', redirect: true, fixed: 401 }),
    ...rows('#clerk', '().*', caller),
    ...rows('#clerk', '()', inert),
  ],
});
