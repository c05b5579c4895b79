import { defineAdapter, type Linked, type PathValue, type RequestMeaning, type TestModel } from '@assay/contract';
import { request, stepsOf, VERBS, verbRows, withOption } from './shared.js';

/** Clients that are made with an address that comes before every path: `axios.create({ baseURL })`. */
const MAKERS: Readonly<Record<string, string>> = { create: '0.baseURL', extend: '0.prefixUrl' };

function base(path: PathValue): Pick<RequestMeaning, 'base'> {
  const made = stepsOf(path).find(({ step, parent }) => step === '()' && parent?.step !== undefined && parent.step in MAKERS);
  const at = MAKERS[made?.parent?.step ?? ''];
  return made && at !== undefined ? { base: { of: made, at } } : {};
}

/** The same meaning with the address that the client was made with. */
function based(rows: readonly TestModel[]): readonly TestModel[] {
  return rows.map(({ is, ...row }) => ({ ...row, is: (path: PathValue, project: Linked) => {
    const meaning = typeof is === 'function' ? is(path, project) : is;
    return meaning?.kind === 'request' ? { ...meaning, ...base(path) } : meaning;
  } }));
}

const AXIOS = ['', 'create()', 'Axios.new()', 'AxiosInstance.new()', 'default'];

/** Clients for any server; in tests the address is that of the server under test. */
export const httpTestClients = defineAdapter({
  name: 'http-test-clients',
  kind: 'tests',
  packages: ['axios', 'got', 'ky', 'node-fetch', 'undici', 'cross-fetch', 'openapi-fetch', 'needle', 'fetch-cookie'],
  docs: 'https://axios-http.com/docs/instance',
  tests: [
    ...based([
      ...verbRows('axios', AXIOS),
      ...['default()', 'create()()', 'request()', 'create().request()', 'AxiosInstance.new().request()', 'AxiosInstance.new()()'].map((path): TestModel => ({ package: 'axios', path, is: withOption(['0.url', '0'], ['0.method', '1.method']) })),
      ...verbRows(['got', 'ky'], ['', 'extend()', 'create()', 'default']),
      ...['default()', 'got()', 'extend()()', 'create()()'].map((path): TestModel => ({ package: ['got', 'ky'], path, is: withOption(['0'], ['1.method']) })),
    ]),
    { package: '#global', path: 'fetch()', is: withOption(['0'], ['1.method']) },
    { package: '#global', path: 'window.fetch()', is: withOption(['0'], ['1.method']) },
    { package: '#global', path: 'globalThis.fetch()', is: withOption(['0'], ['1.method']) },
    { package: ['node-fetch', 'cross-fetch', 'isomorphic-fetch', 'isomorphic-unfetch', 'fetch-with-proxy'], path: 'default()', is: withOption(['0'], ['1.method']) },
    { package: ['cross-fetch', 'undici'], path: 'fetch()', is: withOption(['0'], ['1.method']) },
    { package: 'fetch-cookie', path: 'default()()', is: withOption(['0'], ['1.method']) },
    { package: 'undici', path: 'request()', is: withOption(['0'], ['1.method']) },
    { package: 'needle', path: 'default()', is: request({ method: { at: ['0'], otherwise: 'GET' }, url: ['1'] }) },
    ...VERBS.map(([name, method]): TestModel => ({
      package: 'openapi-fetch', path: `default().${name.toUpperCase()}()`,
      is: (path) => request({ method, url: ['0'], ...(path.parent?.parent ? { base: { of: path.parent.parent, at: '0.baseUrl' } } : {}) }),
    })),
  ],
});
