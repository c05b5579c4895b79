// https://expressjs.com/en/5x/api.html#res  https://fastify.dev/docs/latest/Reference/Reply/
import { defineAdapter, type ApiModel, type Concept } from '@assay/contract';
import { ownResponseMethod } from '../http/response-methods.js';
import { calledName, inert, isNumber, rows, words, type Meaning } from './shared.js';
import { boomStatuses, statuses } from './statuses.js';

const response = '#response';

/** `json(body)`; in Express 3 and 4 also `json(404, body)`, `json(body, 404)` and `send(404)`. */
const body: Meaning = (path, project) => {
  const args = project.args(path);
  if (!isNumber(args[0]?.value)) return isNumber(args[1]?.value) ? { kind: 'respond', status: 1, body: 0 } : { kind: 'respond', body: 0 };
  if (args.length > 1) return { kind: 'respond', status: 0, body: 1 };
  return calledName(path) === 'send' ? { kind: 'respond', status: 0 } : { kind: 'respond', body: 0 };
};

/** `redirect(url)`, `redirect(301, url)` in Express, `redirect(url, 301)` in Fastify. */
const redirect: Meaning = (path, project): Concept => {
  const status = project.args(path).findIndex((arg) => isNumber(arg.value));
  return { kind: 'respond', redirect: true, ...(status < 0 ? { fixed: 302 } : { status }) };
};

const headers = words('type contentType header headers set setHeader setHeaders append attachment vary location links cookie setCookie clearCookie unsignCookie cookies removeHeader hasHeader getHeader '
  + 'getHeaders getHeaderNames get flushHeaders trailer removeTrailer hasTrailer serializer serialize serializeInput getSerializationFunction compileSerializationSchema cacheControl preventCache revalidate '
  + 'staticCache stale maxAge etag expires hijack getResponseTime elapsedTime writeEarlyHints sendEarlyHints writeContinue cork uncork write on once off addListener removeListener removeAllListeners emit '
  + 'setTimeout setDefaultEncoding pipe flush jwtSign setLocale __ __n t generateCsrf getHttpError');

/** What express-boom answers: https://github.com/scottcorgan/express-boom */
const BOOM = { keys: ['statusCode', 'error', 'message'] } as const;

/** `unauthorized('no token')`: the status is in the name, the argument is the body or its message; below `boom` the body is the library's. */
function named(): readonly ApiModel[] {
  return [
    ...Object.entries({ ...statuses, ...boomStatuses }).flatMap(([name, fixed]) => rows(response, `boom.${name}()`, { kind: 'respond', fixed, ...(fixed < 500 ? { body: 0 } : {}), ...BOOM })),
    ...Object.entries(statuses).flatMap(([name, fixed]) => rows(response, `**.${name}()`, { kind: 'respond', fixed, body: 0 })),
  ];
}

/** What handlers do with the response, and with the function that goes on. */
export const responses = defineAdapter({
  name: 'response',
  kind: 'runtime',
  packages: [],
  docs: 'https://expressjs.com/en/5x/api.html#res',
  models: [
    ...rows(response, '**.json() **.send() **.jsonp()', body),
    ...rows(response, '**.end()', { kind: 'respond', body: 0 }),
    ...rows(response, '**.sendStatus()', { kind: 'respond', status: 0 }),
    ...rows(response, '**.status() **.code() **.writeHead()', { kind: 'respond', status: 0, partial: true }),
    ...rows(response, 'statusCode.= status.=', { kind: 'respond', status: 0, partial: true }),
    ...rows(response, '**.redirect()', redirect),
    ...rows(response, '**.render() **.view() **.sendFile() **.sendfile() **.download() **.format()', { kind: 'respond' }),
    ...rows(response, '**.callNotFound()', { kind: 'respond', fixed: 404, keys: ['message', 'error', 'statusCode'] }),
    ...named(),
    ...headers.flatMap((name) => rows(response, `**.${name}()`, inert)),
    ...rows(response, '*()', ownResponseMethod),
    ...rows('#next', '() default()', { kind: 'next' }),
  ],
});
