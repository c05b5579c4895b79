import type { ArgPlace, PathValue, RequestMeaning, TestModel } from '@assay/contract';

/** Methods of clients, and what each sends. */
export const VERBS: readonly (readonly [name: string, method: string])[] = [
  ['get', 'GET'], ['post', 'POST'], ['put', 'PUT'], ['patch', 'PATCH'], ['delete', 'DELETE'], ['del', 'DELETE'], ['head', 'HEAD'], ['options', 'OPTIONS'],
];

/** Rows for `client.post(url)` and its like, on every one of the given ways to a client; '' is the package itself. */
export function verbRows(packages: string | readonly string[], clients: readonly string[], more: Partial<RequestMeaning> = {}): readonly TestModel[] {
  return clients.flatMap((client) => [
    ...VERBS.map(([name, method]): TestModel => ({ package: packages, path: join(client, `${name}()`), is: request({ method, url: ['0'], ...more }) })),
    { package: packages, path: join(client, '[]()'), is: request({ url: ['0'], ...more }) },
  ]);
}

/** A request over HTTP. */
export function request(meaning: Omit<Partial<RequestMeaning>, 'kind'>): RequestMeaning {
  return { kind: 'request', protocol: 'http', ...meaning };
}

/** A request whose method is said in an option, and is GET where it is not. */
export function withOption(url: readonly ArgPlace[], method: readonly ArgPlace[]): RequestMeaning {
  return request({ url, method: { at: method, otherwise: 'GET' } });
}

function join(client: string, name: string): string {
  return client === '' ? name : `${client}.${name}`;
}

/** The steps of a path, first one first, each with the path that ends in it. */
export function stepsOf(path: PathValue): readonly PathValue[] {
  const steps: PathValue[] = [];
  for (let at: PathValue | undefined = path; at?.step !== undefined; at = at.parent) steps.unshift(at);
  return steps;
}
