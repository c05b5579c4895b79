// https://developer.mozilla.org/docs/Web/API/Response
import { defineAdapter, Label, type Linked, type PathValue, type Value } from '@assay/contract';
import { rows, source, type Meaning } from './shared.js';

const token = /^(?:access_?|api_?|id_?|auth_?)?(?:token|key)$/i;

/** A parameter of the request's address, such as the token in a link that was mailed. */
const parameter: Meaning = (path, project) => {
  const url = path.root === '#request' ? path : madeOf(path, project);
  if (url?.kind !== 'path' || url.root !== '#request') return undefined;
  return source(token.test(project.text(project.argument(path, 0)) ?? '') ? Label.credential : Label.input);
};

/** What the `URL` was made of. */
function madeOf(path: PathValue, project: Linked): Value | undefined {
  let at: PathValue | undefined = path;
  while (at && at.step !== 'new()') at = at.parent;
  return at && project.argument(at, 0);
}

/** Handlers that take a `Request` and return a `Response`, as Next, React Router, Convex and workers have them. */
export const fetchApi = defineAdapter({
  name: 'fetch-api',
  kind: 'runtime',
  packages: [],
  docs: 'https://developer.mozilla.org/docs/Web/API/Response',
  models: [
    ...rows('#global', 'URL.new().searchParams.get() URLSearchParams.new().get()', parameter),
    ...rows('#request', 'nextUrl.searchParams.get()', parameter),
    ...rows('#global', 'Response.json() Response.new()', { kind: 'respond', status: 1, body: 0 }),
    ...rows('#global', 'Response.redirect()', { kind: 'respond', redirect: true, status: 1, fixed: 302 }),
  ],
  roles: [{ package: '#global', path: 'Request.new()', role: '#request' }],
});
