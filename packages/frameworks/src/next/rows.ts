import { Label, type ApiModel, type RoleModel } from '@assay/contract';
import { credentialHeader } from '../auth/request.js';
import { inert, quiet, rows, source, type Meaning } from '../runtime/shared.js';

const headerCall: Meaning = (path, project) => source(credentialHeader.test(project.text(project.argument(path, 0)) ?? '') ? Label.credential : Label.input);
const answer = { kind: 'respond', status: 1, body: 0 } as const;
const redirect = { kind: 'respond', redirect: true, fixed: 307 } as const;

/** https://nextjs.org/docs/app/api-reference/functions */
export const nextRows: readonly ApiModel[] = [
  ...rows('next/server', 'NextResponse.json() NextResponse.new()', answer),
  ...rows('next/server', 'NextResponse.redirect()', redirect),
  ...rows('next/server', 'after()', { kind: 'invoke', callback: 0 }),
  ...rows('next/server', '**', quiet),
  ...rows('next/navigation', 'redirect() permanentRedirect()', { ...redirect, throws: true }),
  ...rows('next/navigation', 'notFound()', { kind: 'respond', bare: true, fixed: 404, throws: true }),
  ...rows('next/navigation', 'unauthorized()', { kind: 'respond', bare: true, fixed: 401, throws: true }),
  ...rows('next/navigation', 'forbidden()', { kind: 'respond', bare: true, fixed: 403, throws: true }),
  ...rows('next/headers', 'headers().get()', headerCall),
  ...rows('next/headers', 'cookies().set() cookies().delete()', inert),
  ...rows('next/headers', 'cookies().**', source(Label.credential)),
  ...rows('next/headers', '**', quiet),
  ...rows('next/cache', 'unstable_cache() cache()', { kind: 'wrap', arg: 0, memo: true }),
  ...rows('next/cache', '**', quiet),
  ...rows('react', 'cache()', { kind: 'wrap', arg: 0, memo: true }),
  // The argument of a safe action's handler and of its middleware.
  ...rows('#action', 'next()', { kind: 'next', errorArg: false }),
  ...rows('#action', 'parsedInput.** clientInput.** input.** bindArgsParsedInputs.**', source(Label.input)),
  ...rows('next-safe-action', '**', quiet),
  ...rows('zsa', '**', quiet),
];

export const nextRoles: readonly RoleModel[] = [
  // What the middleware of a safe action found out. https://next-safe-action.dev/docs/define-actions/middleware
  { package: '#action', path: 'ctx', role: '#state' },
  { package: 'next', path: 'NextApiRequest.new()', role: '#request' },
  { package: 'next', path: 'NextApiResponse.new()', role: '#response' },
  { package: 'next/server', path: 'NextRequest.new()', role: '#request' },
];
