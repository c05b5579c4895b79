import { defineAdapter, type Linked, type PathValue, type RequestMeaning, type TestModel } from '@assay/contract';
import { verbRows, withOption } from './shared.js';

const INJECTED = withOption(['0.url', '0.path', '0'], ['0.method']);

/** Without arguments it begins a chain, which says the rest. */
function injected(path: PathValue, project: Linked): RequestMeaning | undefined {
  return project.args(path).length === 0 ? undefined : INJECTED;
}

/** Applications that take a request without a socket: `inject({ method, url })`, and the chain `inject().post(url)`. */
export const inject = defineAdapter({
  name: 'inject',
  kind: 'tests',
  packages: ['fastify', '@hapi/hapi', 'hapi', 'light-my-request', '@nestjs/platform-fastify', '@nestjs/testing'],
  docs: 'https://fastify.dev/docs/latest/Guides/Testing/',
  tests: [
    ...['fastify', '@hapi/hapi', 'hapi', '@nestjs/platform-fastify', '@nestjs/testing', '@nestjs/core'].flatMap((name): readonly TestModel[] => [
      { package: name, path: '**.inject()', is: injected }, ...verbRows(name, ['**.inject()']),
    ]),
    { package: 'light-my-request', path: 'default()', is: withOption(['1.url', '1.path', '1'], ['1.method']) },
    { package: 'light-my-request', path: 'inject()', is: withOption(['1.url', '1.path', '1'], ['1.method']) },
  ],
});

/** Applications that answer a `Request` of the web platform. */
export const fetchHandlers = defineAdapter({
  name: 'fetch-handlers',
  kind: 'tests',
  packages: ['hono', '@hono/zod-openapi', 'elysia', 'graphql-yoga', 'itty-router'],
  docs: 'https://hono.dev/docs/guides/testing',
  tests: [
    { package: ['hono', '@hono/zod-openapi'], path: '**.request()', is: withOption(['0'], ['1.method']) },
    { package: ['hono', '@hono/zod-openapi'], path: '**.fetch()', is: withOption(['0'], ['1.method']) },
    { package: 'elysia', path: '**.handle()', is: withOption(['0'], ['1.method']) },
    { package: 'elysia', path: '**.fetch()', is: withOption(['0'], ['1.method']) },
    { package: 'graphql-yoga', path: '**.fetch()', is: withOption(['0'], ['1.method']) },
  ],
});

/** The module that Nest's testing package makes: `get` and `resolve` answer the object of a class. */
export const nestTesting = defineAdapter({
  name: 'nest-testing',
  kind: 'tests',
  packages: ['@nestjs/testing'],
  docs: 'https://docs.nestjs.com/fundamentals/testing',
  models: ['get()', 'resolve()'].flatMap((name) => [
    { package: '@nestjs/testing', path: `Test.createTestingModule().**.${name}`, is: { kind: 'wrap', arg: 0, instance: true } as const },
    { package: '@nestjs/testing', path: `TestingModule.new().${name}`, is: { kind: 'wrap', arg: 0, instance: true } as const },
  ]),
});
