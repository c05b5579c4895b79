// https://axios-http.com/docs/api_intro  https://github.com/sindresorhus/got  https://undici.nodejs.org
import { defineAdapter, type ApiModel } from '@assay/contract';
import { calling, inert, quiet, remoteCall, rows, words } from './shared.js';

const methods = words('get post put patch delete del head options request postForm putForm patchForm');
const verbs = (receiver: string): string => methods.map((name) => `${receiver}${name}()`).join(' ');

const callable = ['axios', 'got', 'ky', 'node-fetch', 'cross-fetch', 'isomorphic-fetch', 'isomorphic-unfetch', 'node-fetch-native', 'make-fetch-happen', 'superagent', 'request', 'request-promise',
  'request-promise-native', 'needle', 'phin', 'wretch', 'ofetch', 'gaxios', 'fetch-retry', '@vercel/fetch'];
const builders = ['superagent', 'request', 'got', 'ky', 'wretch'];

/** Objects on which the methods are: made here, or declared as a type. */
const instances = words('create(). default.create(). extend(). agent(). defaults(). AxiosInstance.new(). Axios.new(). AxiosStatic.new(). KyInstance.new(). Got.new(). default.new(). Gaxios.new(). HttpService.new(). HttpService.new().axiosRef. '
  + 'Client.new(). Pool.new(). Agent.new(). RestClient.new(). HttpClient.new().');

function clientRows(packages: readonly string[]): readonly ApiModel[] {
  return [
    ...rows(packages, `default() fetch() ${verbs('')} stream() pipeline()`, remoteCall),
    ...instances.flatMap((receiver) => rows(packages, verbs(receiver), remoteCall)),
    ...rows(packages, 'create()() extend()() defaults()() AxiosInstance.new()() KyInstance.new()() request()()', remoteCall),
    ...rows(packages, 'create() extend() defaults() agent() *.new() isAxiosError() isCancel() CancelToken.source() spread() setGlobalDispatcher() getGlobalDispatcher() jar() cookie() '
      + '**.interceptors.*.use() **.interceptors.*.eject() **.getUri() **.close() **.destroy()', inert),
    // The response's own methods; what is done with its data is not decided here.
    ...rows(packages, 'default().*() fetch().*() *.new().*().*() *().body.*()', quiet),
  ];
}

/** `post(url).set(..).send(body)`: the call is the first, the rest describes it. */
const built = builders.flatMap((name) => methods.flatMap((method) => rows(name, `${method}().** *.new().${method}().** agent().${method}().** extend().${method}().**`, quiet)));

/** Clients of other services. */
export const httpClients = defineAdapter({
  name: 'http-clients',
  kind: 'runtime',
  packages: [...callable, 'undici', '@nestjs/axios'],
  docs: 'https://axios-http.com/docs/api_intro',
  models: [
    ...clientRows([...callable, 'undici', '@nestjs/axios', 'typed-rest-client']),
    ...rows('superagent', '**.end()', calling),
    ...built,
    ...rows(['axios-retry', 'axios-mock-adapter'], 'default() exponentialDelay() *.*()', inert),
  ],
});
