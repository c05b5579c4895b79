import type { DecoratorUse, FunctionValue, Linked, Protocol } from '@assay/contract';
import { ROUTING_CONTROLLERS } from './names.js';

/** Parameter decorators and what they hand over; https://github.com/typestack/routing-controllers#injecting-parameters */
const PARAMS: Readonly<Record<string, string>> = {
  'Req()': '#request', 'Res()': '#response', 'Body()': '#request.body', 'BodyParam()': '#request.body', 'Param()': '#request.params', 'Params()': '#request.params', 'QueryParam()': '#request.query',
  'QueryParams()': '#request.query', 'HeaderParam()': '#request.headers', 'HeaderParams()': '#request.headers', 'CookieParam()': '#request.cookies', 'CookieParams()': '#request.cookies',
  'Session()': '#request.session', 'SessionParam()': '#request.session', 'UploadedFile()': '#request.file', 'UploadedFiles()': '#request.files', 'CurrentUser()': '#request.user', 'Ctx()': '#koa', 'State()': '#state',
};

/** How an action is called: each parameter is what its decorator says. */
export function actionProtocol({ fn, file, env }: FunctionValue, project: Linked): Protocol {
  const params = fn.params.map((param) => project.decorators(param.decorators, file, env).map(roleOf).find((role) => role !== undefined) ?? '');
  return { name: `routing-controllers-action:${params.join(',')}`, params, continues: 'return' };
}

function roleOf({ value }: DecoratorUse): string | undefined {
  return value.kind === 'path' && value.root === ROUTING_CONTROLLERS ? PARAMS[value.path] : undefined;
}

/** `@CurrentUser({ required: true })`: a caller that is not known is rejected. */
export function demandsUser({ fn, file, env }: FunctionValue, project: Linked): DecoratorUse | undefined {
  return fn.params.flatMap((param) => [...project.decorators(param.decorators, file, env)]).find(({ value }) => {
    if (value.kind !== 'path' || value.root !== ROUTING_CONTROLLERS || value.path !== 'CurrentUser()') return false;
    const options = project.argument(value, 0);
    const required = options && project.properties(options).get('required');
    return required?.kind === 'const' && required.value === true;
  });
}
