import { defineAdapter } from '@assay/contract';
import { request, verbRows, withOption } from './shared.js';

/** Agents that get the application, or the address of a running one. */
export const supertest = defineAdapter({
  name: 'supertest',
  kind: 'tests',
  packages: ['supertest', 'supertest-session', 'supertest-as-promised', 'supertest-graphql', 'superagent'],
  docs: 'https://github.com/ladjs/supertest',
  tests: verbRows(
    ['supertest', 'supertest-session', 'supertest-as-promised', 'superagent', 'supertest/lib/agent', 'supertest/lib/agent.js', 'supertest/lib/agent.d.ts'],
    ['default()', 'agent()', '', '*.new()'],
  ),
});

/** https://www.chaijs.com/plugins/chai-http/ */
export const chaiHttp = defineAdapter({
  name: 'chai-http',
  kind: 'tests',
  packages: ['chai-http'],
  docs: 'https://www.chaijs.com/plugins/chai-http/',
  tests: verbRows(['chai', 'chai-http'], ['request()', 'request.execute()', 'request.agent()', 'use().request()', 'use().request.execute()', 'use().request.agent()']),
});

/** Frisby and PactumJS: specifications of requests as chains. */
export const specifications = defineAdapter({
  name: 'request-specifications',
  kind: 'tests',
  packages: ['frisby', 'pactum'],
  docs: 'https://pactumjs.github.io/guides/api-testing.html',
  tests: [
    ...verbRows(['frisby'], ['', 'setup()', 'timeout()', 'use()']),
    ...verbRows(['pactum'], ['spec()', 'e2e().step().spec()', 'flow()']),
  ],
});

/** API testing with Playwright: `request` is a fixture of every test. */
export const playwright = defineAdapter({
  name: 'playwright',
  kind: 'tests',
  packages: ['@playwright/test', 'playwright'],
  docs: 'https://playwright.dev/docs/api-testing',
  receivers: ['test()', 'test.*()', 'test.describe.*()', 'default()'].map((path) => ({ package: '@playwright/test', path, parameter: 0, is: 'Fixtures' })),
  tests: [
    ...['Fixtures.request', 'Fixtures.page.request', 'Fixtures.page.context().request', 'Fixtures.context.request', 'request.newContext()', 'APIRequestContext.new()', 'Page.new().request', 'Page.new().context().request', 'BrowserContext.new().request'].flatMap((client) => [
      ...verbRows('@playwright/test', [client]),
      { package: '@playwright/test', path: `${client}.fetch()`, is: withOption(['0'], ['1.method']) },
    ]),
  ],
});

/** https://docs.cypress.io/api/commands/request */
export const cypress = defineAdapter({
  name: 'cypress',
  kind: 'tests',
  packages: ['cypress'],
  docs: 'https://docs.cypress.io/api/commands/request',
  tests: [{
    package: '#global', path: 'cy.request()',
    is: (path, project) => (project.args(path).length > 1 && /^[A-Z]+$/.test(project.text(project.argument(path, 0)) ?? '')
      ? request({ method: { at: ['0'], otherwise: 'GET' }, url: ['1'] })
      : request({ method: { at: ['0.method'], otherwise: 'GET' }, url: ['0.url', '0'] })),
  }],
});

/** https://grafana.com/docs/k6/latest/javascript-api/k6-http/ */
export const k6 = defineAdapter({
  name: 'k6',
  kind: 'tests',
  packages: [],
  docs: 'https://grafana.com/docs/k6/latest/javascript-api/k6-http/',
  tests: [
    ...verbRows('k6/http', ['']),
    { package: 'k6/http', path: 'request()', is: request({ method: { at: ['0'], otherwise: 'GET' }, url: ['1'] }) },
  ],
});
