import { describe, expect, test } from 'vitest';
import { Label } from '@assay/contract';
import type { Arg, Concept, FrameworkAdapter, Linked, PathValue, Value } from '@assay/contract';
import { authAdapters } from '../packages/frameworks/dist/auth/index.js';
import { runtimeAdapters } from '../packages/frameworks/dist/runtime/index.js';
import { Rows } from '../packages/model/dist/link/rows.js';
import { constOf, rootPath, stepOf } from '../packages/model/dist/link/values.js';

type Given = string | number | boolean | typeof callback | typeof unknown | readonly Given[] | { readonly [name: string]: Given } | PathValue;

const callback = Symbol('a function');
const unknown = Symbol('not known');
const given = new Map<string, readonly Given[]>();
const objects = new Map<string, Readonly<Record<string, Given>>>();
let calls = 0;

/** `at('passport', 'authenticate()', 'jwt')`: the arguments are those of the last call; `inner` has those of the calls before it. */
function at(root: string, path: string, ...args: readonly Given[]): PathValue {
  const steps = path.match(/new\(\)|\(\)|\[\]|[^.()[\]]+/g) ?? [];
  return steps.reduce<PathValue>((from, step, index) => {
    const isCall = step === '()' || step === 'new()';
    const made = stepOf(from, step, isCall ? siteOf(++calls) : undefined);
    if (isCall && index === steps.length - 1) given.set(made.key, args);
    return made;
  }, rootPath(root));
}

/** The same, called on a path that `at` made. */
function then(from: PathValue, ...args: readonly Given[]): PathValue {
  const made = stepOf(from, '()', siteOf(++calls));
  given.set(made.key, args);
  return made;
}

function siteOf(start: number): NonNullable<PathValue['call']> {
  return { node: { at: [start, start] }, file: { path: 'a.ts' }, env: { id: 0 } } as unknown as NonNullable<PathValue['call']>;
}

function valueOf(one: Given): Value {
  if (one === callback) return { kind: 'function', key: 'f' } as unknown as Value;
  if (one === unknown) return { kind: 'unknown', key: 'u', reason: 'parameter' };
  if (Array.isArray(one)) return { kind: 'array', key: 'a', items: one.map(valueOf), open: false };
  if (typeof one !== 'object') return constOf(one);
  if ((one as PathValue).kind === 'path') return one as PathValue;
  const key = `o${objects.size}`;
  objects.set(key, one as Record<string, Given>);
  return { kind: 'object', key, node: { members: [] } } as unknown as Value;
}

const dependencies = new Set<string>();
const project = {
  args: (path: PathValue): Arg[] => (given.get(path.key) ?? []).map((one) => ({ value: valueOf(one), labels: 0 })),
  argument: (path: PathValue, index: number) => project.args(path)[index]?.value,
  properties: (value: Value) => new Map(Object.entries(objects.get(value.key) ?? {}).map(([name, one]) => [name, valueOf(one)])),
  items: (value: Value) => (value.kind === 'array' ? value.items : undefined),
  text: (value: Value | undefined) => (value?.kind === 'const' && typeof value.value === 'string' ? value.value : undefined),
  dependsOn: (name: string) => dependencies.has(name),
} as unknown as Linked;

/** A set of rows in the order in which the host lists them, and in the other order: a library has one meaning. */
const orders: readonly (readonly [string, readonly FrameworkAdapter[]])[] = [
  ['auth before runtime', [...authAdapters, ...runtimeAdapters]], ['runtime before auth', [...runtimeAdapters, ...authAdapters]],
];

const source = (label: number): Concept => ({ kind: 'source', label });
/** A comparison of secrets that takes as long whatever they are. */
const compares: Concept = { kind: 'source', label: Label.credential, compares: true };
const inert: Concept = { kind: 'inert' };
const none: Concept = { kind: 'guard', ensures: 'none' };
const principal: Concept = { kind: 'guard', ensures: 'principal' };
/** A step that is given a callback hands the principal to it and rejects nobody. */
const handsOver: Concept = { kind: 'verify', callback: { arg: 'last', principal: 1 } };
const role: Concept = { kind: 'guard', ensures: 'role' };
const verify: Concept = { kind: 'verify' };
const respond = (more: object): Concept => ({ kind: 'respond', ...more });
const external = (effect: 'charge' | 'send' | 'publish' | 'call', keyed?: string): Concept => ({ kind: 'external', effect, ...(keyed === undefined ? {} : { keyed }) });
const iterate = (callbackAt: number, concurrent: boolean, over: number | 'receiver' = 0): Extract<Concept, { kind: 'iterate' }> => ({ kind: 'iterate', callback: callbackAt, over, concurrent });
const invoke = (callbackAt: number): Extract<Concept, { kind: 'invoke' }> => ({ kind: 'invoke', callback: callbackAt });
const wrap: Concept = { kind: 'wrap', arg: 0 };

type Case = readonly [PathValue, Concept | undefined];

const request = (path: string, ...args: readonly Given[]) => at('#request', path, ...args);
const response = (path: string, ...args: readonly Given[]) => at('#response', path, ...args);
const command = (root: string, name: string) => at(root, `${name}.new()`, {});

const cases: Readonly<Record<string, readonly Case[]>> = {
  'passport': [
    [at('passport', 'authenticate()', 'jwt', { session: false }), principal],
    [at('passport', 'Passport.new().authenticate()', ['jwt', 'basic']), principal],
    [at('passport', 'authenticate()', 'jwt', { session: false }, callback), handsOver],
    [at('passport', 'authenticate()', 'local', callback), handsOver],
    [at('passport', 'authenticate()', ['jwt', 'anonymous']), none],
    [then(at('passport', 'authenticate()', 'jwt'), unknown, unknown, callback), principal],
    [then(at('passport', 'authenticate()', 'jwt', callback), unknown, unknown, unknown), handsOver],
    [at('passport', 'initialize()'), none],
    [at('passport', 'session()'), none],
    [at('passport', 'use()', unknown), inert],
    [at('passport-jwt', 'Strategy.new()', {}, callback), inert],
    [at('@nestjs/passport', 'AuthGuard()', 'jwt'), principal],
    [at('@nestjs/passport', 'AuthGuard()', ['jwt', 'anonymous']), none],
    [at('connect-ensure-login', 'ensureLoggedIn()'), principal],
    [at('connect-ensure-login', 'ensureLoggedOut()'), none],
  ],
  'tokens': [
    [at('jsonwebtoken', 'verify()', unknown, 's'), verify],
    [at('jsonwebtoken', 'verify()', unknown, 's', callback), { kind: 'verify', tested: true }],
    [at('jsonwebtoken', 'decode()', unknown), source(Label.credential)],
    [at('jsonwebtoken', 'sign()', {}, 's'), inert],
    [at('jose', 'jwtVerify()', unknown, unknown), verify],
    [at('jose', 'decodeJwt()', unknown), source(Label.credential)],
    [at('jose', 'SignJWT.new().setIssuedAt().sign()', unknown), inert],
    [at('express-jwt', 'expressjwt()', { secret: 's' }), principal],
    [at('express-jwt', 'default()', { secret: 's' }), principal],
    [at('express-jwt', 'expressjwt()', { secret: 's', credentialsRequired: false }), none],
    [at('koa-jwt', 'default()', { secret: 's', passthrough: true }), none],
    [at('express-oauth2-jwt-bearer', 'auth()', {}), principal],
    [at('express-oauth2-jwt-bearer', 'auth()', { authRequired: false }), none],
    [at('express-oauth2-jwt-bearer', 'requiredScopes()', 'write:x'), role],
    [at('@nestjs/jwt', 'JwtService.new().verifyAsync()', unknown), verify],
    [at('fastify', 'default().jwt.verify()', unknown), verify],
    [request('jwtVerify()'), verify],
    [at('aws-jwt-verify', 'CognitoJwtVerifier.create().verify()', unknown), verify],
  ],
  'identity, policies, passwords, signatures': [
    [at('@clerk/express', 'clerkMiddleware()'), none],
    [at('@clerk/express', 'requireAuth()'), principal],
    [at('@clerk/express', 'getAuth()', unknown), source(Label.principal)],
    [at('keycloak-connect', 'default.new().protect()'), principal],
    [at('keycloak-connect', 'default.new().protect()', 'realm:admin'), role],
    [at('express-openid-connect', 'auth()', { authRequired: false }), none],
    [at('express-openid-connect', 'requiresAuth()'), principal],
    [at('google-auth-library', 'OAuth2Client.new().verifyIdToken()', {}), verify],
    [at('firebase-admin', 'auth().verifyIdToken()', unknown), verify],
    [at('firebase-admin', 'firestore().collection().add()', {}), undefined],
    [at('@casl/ability', 'ForbiddenError.from().setMessage().throwUnlessCan()', 'update'), verify],
    [at('@casl/ability', 'createMongoAbility().can()', 'update'), source(Label.role)],
    [at('@casl/ability', 'AbilityBuilder.new().can()', 'update'), inert],
    [at('casbin', 'newEnforcer().enforce()', 'a', 'b', 'c'), source(Label.role)],
    [at('casbin', 'newEnforcer().addPolicy()', 'a', 'b', 'c'), undefined],
    [at('accesscontrol', 'AccessControl.new().can().updateOwn().granted'), source(Label.role)],
    [at('bcryptjs', 'compare()', unknown, unknown), compares],
    [at('bcrypt', 'compare()', unknown, unknown, callback), invoke(2)],
    [at('bcrypt', 'hash()', unknown, 10), inert],
    [at('node:crypto', 'timingSafeEqual()', unknown, unknown), compares],
    [at('node:crypto', 'createHmac().update().digest()', 'hex'), inert],
    [at('stripe', 'default.new().webhooks.constructEvent()', unknown), { kind: 'verify', ensures: 'service' }],
    [at('svix', 'Webhook.new().verify()', unknown), { kind: 'verify', ensures: 'service' }],
    [at('@octokit/webhooks', 'Webhooks.new().verify()', unknown), { kind: 'verify', ensures: 'service', tested: true }],
    [at('express-session', 'default()', {}), none],
    [at('cookie-parser', 'default()'), none],
    [at('express-basic-auth', 'default()', {}), principal],
    [at('fastify', 'default().basicAuth'), principal],
  ],
  'the request: who calls': [
    [request('user'), source(Label.principal)],
    [request('user.id'), source(Label.principal)],
    [request('user.role'), source(Label.principal | Label.role)],
    [request('user.hasPermission()', 'x'), source(Label.principal | Label.role)],
    [request('user.save()'), undefined],
    [request('user.createProduct()', {}), undefined],
    [request('user.projects.map()', callback), undefined],
    [request('username'), source(Label.principal)],
    [request('users'), undefined],
    [request('auth()'), source(Label.principal)],
    [request('isAuthenticated()'), source(Label.principal | Label.credential)],
    [request('session.userId'), source(Label.principal)],
    [request('session.user.id'), source(Label.principal)],
    [request('session.passport.user'), source(Label.principal)],
    [request('session.isAdmin'), source(Label.principal | Label.role)],
    [request('session.cart'), source(Label.credential)],
    [request('session.userAgent'), source(Label.credential)],
    [request('session'), source(Label.credential)],
    [request('session.destroy()', callback), invoke(0)],
    [at('#request.user', 'id'), source(Label.principal)],
    [at('#request.user', 'roles'), source(Label.principal | Label.role)],
    [at('#state', 'user.id'), source(Label.principal)],
    [at('#state', 'jwtPayload.sub'), source(Label.principal)],
    [at('#state', 'title'), undefined],
  ],
  'the request: what the caller sent': [
    [request('headers.authorization'), source(Label.credential)],
    [request('headers.authorization.split()', ' '), source(Label.credential)],
    [request('headers.x-api-key'), source(Label.credential)],
    [request('headers.x-auth-token'), source(Label.credential)],
    [request('headers.x-hub-signature-256'), source(Label.credential)],
    [request('headers.stripe-signature'), source(Label.credential)],
    [request('headers.x-csrf-token'), undefined],
    [request('headers.idempotency-key'), undefined],
    [request('headers.content-type'), undefined],
    [request('headers.content-type.split()', ';'), inert],
    [request('path.startsWith()', '/x'), inert],
    [request('get()', 'Authorization'), source(Label.credential)],
    [request('header()', 'idempotency-key'), source(Label.input)],
    [request('headers.get()', 'x-api-key'), source(Label.credential)],
    [at('#request.headers', 'authorization'), source(Label.credential)],
    [at('#request.headers', 'host'), undefined],
    [request('cookies.sid'), source(Label.credential)],
    [request('query.token'), source(Label.credential)],
    [request('query.api_key'), source(Label.credential)],
    [request('query.page'), undefined],
    [at('#request.query', 'apiKey'), source(Label.credential)],
    [request('body.token'), source(Label.credential)],
    [request('body.tokens'), undefined],
    [request('body.user.id'), undefined],
    [request('params.id'), undefined],
    [request('body.items.map()', callback), undefined],
  ],
  'the response': [
    [response('status().json()', {}), respond({ body: 0 })],
    [response('json()', 404, {}), respond({ status: 0, body: 1 })],
    [response('send()', 'x'), respond({ body: 0 })],
    [response('status()', 400), respond({ status: 0, partial: true })],
    [response('code().header().send()', {}), respond({ body: 0 })],
    [response('sendStatus()', 401), respond({ status: 0 })],
    [response('redirect()', '/x'), respond({ redirect: true, fixed: 302 })],
    [response('redirect()', '/x', 301), respond({ redirect: true, status: 1 })],
    [response('unauthorized()', 'no'), respond({ fixed: 401, body: 0 })],
    [response('boom.badData()', 'no'), respond({ fixed: 422, body: 0, keys: ['statusCode', 'error', 'message'] })],
    [response('setHeader()', 'a', 'b'), inert],
    [response('sendError()', 400), undefined],
    [at('#next', '()'), { kind: 'next' }],
    [then(rootPath('#next'), unknown), { kind: 'next' }],
  ],
  'errors': [
    [at('http-errors', 'default()', 404, 'x'), { kind: 'http-error', statusArg: 0, bodyArg: 1 }],
    [at('http-errors', 'NotFound.new()', 'x'), { kind: 'http-error', status: 404, bodyArg: 0 }],
    [at('http-errors', 'URITooLong()', 'x'), { kind: 'http-error', status: 414, bodyArg: 0 }],
    [at('@hapi/boom', 'unauthorized()', 'x'), { kind: 'http-error', status: 401, bodyArg: 0 }],
    [at('@hapi/boom', 'Boom.new()', 'x', { statusCode: 409 }), { kind: 'http-error', status: 409, bodyArg: 0 }],
    [stepOf(at('@fastify/error', 'default()', 'A', 'b', 410), 'new()', siteOf(++calls)), { kind: 'http-error', status: 410, bodyArg: 0 }],
    [at('fastify', 'default().httpErrors.conflict()', 'x'), { kind: 'http-error', status: 409, bodyArg: 0 }],
    [at('#global', 'Error.new()', 'x'), { kind: 'http-error', bodyArg: 0 }],
  ],
  'the runtime': [
    [at('#global', 'Promise.all()', []), inert],
    [at('#global', 'setTimeout()', callback, 5), invoke(0)],
    [at('#global', 'process.env.SECRET'), source(Label.config)],
    [at('#global', 'process.exit()', 1), inert],
    [at('#global', 'fetch()', 'x'), external('call')],
    [at('#global', 'JSON.parse()', 'x'), inert],
    [at('#global', 'JSON.parse().items.map()', callback), undefined],
    [at('#global', 'Object.keys()', unknown), inert],
    [at('#global', 'Object.keys().forEach()', callback), undefined],
    [at('#global', 'Map.new().set()', 'a', 1), inert],
    [at('node:fs', 'readFileSync()', 'x'), inert],
    [at('node:fs', 'readFile()', 'x', callback), invoke(1)],
    [at('node:fs', 'readdirSync().forEach()', callback), undefined],
    [at('node:events', 'EventEmitter.new().on()', 'x', callback), inert],
    [at('node:util', 'promisify()', callback), wrap],
    [at('node:async_hooks', 'AsyncLocalStorage.new().run()', unknown, callback), invoke(1)],
    [at('node:async_hooks', 'AsyncLocalStorage.new().getStore().em.persist()', unknown), undefined],
    [at('node:sqlite', 'DatabaseSync.new().exec()', 'x'), undefined],
    [at('express-async-handler', 'default()', callback), wrap],
    [at('lodash', 'map()', unknown, callback), iterate(1, true)],
    [at('lodash', 'map()', unknown, 'id'), inert],
    [at('lodash/forEach', 'default()', unknown, callback), iterate(1, true)],
    [at('lodash', 'first().save()'), undefined],
    [at('lodash.omit', 'default()', unknown, 'id'), inert],
    [at('async', 'eachSeries()', unknown, callback), iterate(1, false)],
    [at('async', 'eachLimit()', unknown, 5, callback), { ...iterate(2, true), limited: true }],
    [at('p-map', 'default()', unknown, callback, { concurrency: 1 }), iterate(1, false)],
    [at('bluebird', 'mapSeries()', unknown, callback), iterate(1, false)],
    [at('bluebird', 'resolve().map()', callback), iterate(0, true, 'receiver')],
    [at('p-limit', 'default()()', callback), { ...invoke(0), limited: true }],
    [at('dataloader', 'default.new().load()', 'x'), { kind: 'batch' }],
    [at('winston', 'createLogger().info()', 'x'), inert],
    [at('zod', 'object().parse()', unknown), inert],
    [at('zod', 'array().parse().map()', callback), undefined],
    [at('class-transformer', 'plainToInstance().save()'), undefined],
    [at('helmet', 'default()'), none],
    [at('express-rate-limit', 'rateLimit()', {}), { ...none, refuses: expect.anything() }],
    [at('multer', 'default().single()', 'file'), none],
  ],
  'other services': [
    [at('axios', 'post()', 'x', {}), external('call')],
    [at('axios', 'create().get()', 'x'), external('call')],
    [at('axios', 'get().data.map()', callback), undefined],
    [at('superagent', 'post().send().end()', callback), invoke(0)],
    [at('stripe', 'default.new().paymentIntents.create()', {}), external('charge', '1.idempotencyKey')],
    [at('stripe', 'default().refunds.create()', {}), external('charge', '1.idempotencyKey')],
    [at('stripe', 'default.new().invoices.sendInvoice()', 'id', {}, {}), external('charge', '2.idempotencyKey')],
    [at('stripe', 'default.new().paymentIntents.confirm()', 'id', {}, {}), external('call')],
    [at('stripe', 'default.new().customers.retrieve()', 'id'), external('call')],
    [at('braintree', 'BraintreeGateway.new().transaction.sale()', {}), external('charge')],
    [at('@paypal/checkout-server-sdk', 'core.PayPalHttpClient.new().execute()', at('@paypal/checkout-server-sdk', 'orders.OrdersCaptureRequest.new()', 'id')), external('charge')],
    [at('@paypal/checkout-server-sdk', 'core.PayPalHttpClient.new().execute()', at('@paypal/checkout-server-sdk', 'orders.OrdersGetRequest.new()', 'id')), external('call')],
    [at('nodemailer', 'createTransport().sendMail()', {}), external('send')],
    [at('@sendgrid/mail', 'send()', {}), external('send')],
    [at('twilio', 'default().messages.create()', {}), external('send')],
    [at('resend', 'Resend.new().emails.send()', {}), external('send', '1.idempotencyKey')],
    [at('@aws-sdk/client-ses', 'SESClient.new().send()', command('@aws-sdk/client-ses', 'SendEmailCommand')), external('send')],
    [at('@aws-sdk/client-sqs', 'SQSClient.new().send()', command('@aws-sdk/client-sqs', 'SendMessageCommand')), external('publish')],
    [at('@aws-sdk/client-sns', 'SNSClient.new().send()', command('@aws-sdk/client-sns', 'PublishCommand')), external('publish')],
    [at('@aws-sdk/client-s3', 'S3Client.new().send()', command('@aws-sdk/client-s3', 'GetObjectCommand')), external('call')],
    [at('@aws-sdk/client-dynamodb', 'DynamoDBClient.new().send()', unknown), undefined],
    [at('aws-sdk', 'DynamoDB.DocumentClient.new().put()', {}), undefined],
    [at('amqplib', 'connect().createChannel().sendToQueue()', 'q', unknown), external('publish', '2.messageId')],
    [at('amqplib', 'connect().createChannel().consume()', 'q', callback), undefined],
    [at('kafkajs', 'Kafka.new().producer().send()', {}), external('publish')],
    [at('bullmq', 'Queue.new().add()', 'name', {}, {}), external('publish', '2.jobId')],
    [at('bull', 'default.new().add()', {}, {}), external('publish', '1.jobId')],
    [at('bull', 'default.new().process()', callback), undefined],
    [at('@nestjs/microservices', 'ClientProxy.new().emit()', 'x', {}), external('publish')],
    [at('ioredis', 'default.new().set()', 'a', 'b'), inert],
    [at('ioredis', 'default.new().keys().map()', callback), undefined],
    [at('redis', 'createClient().publish()', 'a', 'b'), { kind: 'external', effect: 'publish', live: true }],
  ],
};

for (const [order, adapters] of orders) {
  describe(order, () => {
    const rows = new Rows(adapters);
    for (const [name, list] of Object.entries(cases)) {
      test.each(list.map(([path, expected]) => [`${path.root} ${path.path}`, path, expected] as const))(`${name}: %s`, (_name, path, expected) => {
        expect(rows.concept(path, project)).toEqual(expected);
      });
    }
  });
}

test('what `token` and `payload` of a request are depends on who puts them there', () => {
  const concept = (path: PathValue) => new Rows(authAdapters).concept(path, project);
  expect([concept(request('token')), concept(request('payload.id'))]).toEqual([source(Label.principal), source(Label.principal)]);
  dependencies.add('express-bearer-token').add('@hapi/hapi');
  expect([concept(request('token')), concept(request('payload.id'))]).toEqual([source(Label.credential), undefined]);
  dependencies.clear();
});

test('an adapter for packages is switched on by every package that it has rows for', () => {
  const others = /^(?:#|node:|fastify$|@nestjs\/common$)/;
  const missing = authAdapters.filter((adapter) => adapter.kind === 'auth').flatMap((adapter) => (adapter.models ?? []).flatMap(({ package: of }) => [of].flat())
    .filter((name) => !others.test(name) && !adapter.packages.includes(name) && !adapter.packages.some((known) => name.startsWith(`${known}/`))).map((name) => `${adapter.name}: ${name}`));
  expect([...new Set(missing)]).toEqual([]);
});

test('adapters have names of their own, and pages of their own to check them against', () => {
  const all = [...authAdapters, ...runtimeAdapters];
  expect(new Set(all.map((adapter) => adapter.name)).size).toBe(all.length);
  expect(all.filter((adapter) => !adapter.docs.startsWith('https://')).map((adapter) => adapter.name)).toEqual([]);
});
