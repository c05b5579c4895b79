import type { Linked, ParamFact, PathValue, Protocol } from '@assay/contract';
import { appliedIn, type Method } from './decorated.js';
import { COMMON, GRAPHQL, isPath } from './names.js';
import { roleUnder } from './request-aliases.js';

const ROLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [COMMON]: {
    Req: '#request', Request: '#request', Res: '#response', Response: '#response', Next: '#next',
    Body: '#request.body', RawBody: '#request.body', UploadedFile: '#request.body', UploadedFiles: '#request.body',
    Param: '#request.params', HostParam: '#request.params', Query: '#request.query', Headers: '#request.headers',
    Session: '#request.input', Ip: '#request.input', Cookies: '#request.input', SignedCookies: '#request.input',
  },
  [GRAPHQL]: { Args: '#request.args', Context: '#request.context' },
};

const CUSTOM = 'createParamDecorator()()';

/** How a handler is called: each parameter has the role that its decorator gives it. */
export function handlerProtocol(method: Method, project: Linked): Protocol {
  return { name: 'nest-handler', params: method.fn.fn.params.map((param) => roleOf(param, method, project)), continues: 'return' };
}

function roleOf(param: ParamFact, method: Method, project: Linked): string {
  for (const { value } of appliedIn(param.decorators, method.fn.file, method.owner.env, project)) {
    const role = builtIn(value) ?? custom(value, project);
    if (role !== undefined) return role;
  }
  return '';
}

function builtIn(value: PathValue): string | undefined {
  for (const [root, roles] of Object.entries(ROLES)) {
    for (const [name, role] of Object.entries(roles)) if (isPath(value, root, `${name}()`)) return role;
  }
  return undefined;
}

/** A decorator made by `createParamDecorator` gives what its factory returns. */
function custom(value: PathValue, project: Linked): string | undefined {
  if (!isPath(value, COMMON, CUSTOM) || !value.parent) return undefined;
  const factory = project.argument(value.parent, 0);
  if (factory?.kind !== 'function') return '#request.input';
  const data = project.args(value)[0] ?? { value: { kind: 'unknown', key: '?', reason: 'parameter' }, labels: 0 };
  const given = project.call(factory, [data, { value: project.role('#context'), labels: 0 }]);
  return roleUnder(given) ?? '#request.input';
}
