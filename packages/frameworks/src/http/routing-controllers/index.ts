import { defineAdapter, type ApiModel } from '@assay/contract';
import { none, principal, quiet, role, rows } from '../../runtime/shared.js';
import { reserveOn } from '../../reserved-places.js';
import { controllers } from './controllers.js';
import { prefixes, ROUTING_CONTROLLERS } from './names.js';

const ERRORS: Readonly<Record<string, number>> = {
  BadRequestError: 400, UnauthorizedError: 401, ForbiddenError: 403, NotFoundError: 404, MethodNotAllowedError: 405, NotAcceptableError: 406, UnprocessableEntityError: 422, InternalServerError: 500,
};

/** `@Authorized()` asks for a login, with arguments for a role; `@CurrentUser({ required: true })` for a login. */
const guards: readonly ApiModel[] = [
  ...rows(ROUTING_CONTROLLERS, 'Authorized()', (path, project) => (project.args(path).length > 0 ? role : principal)),
  ...rows(ROUTING_CONTROLLERS, 'CurrentUser()', principal),
  ...rows(ROUTING_CONTROLLERS, 'UseInterceptor()', none),
];

/** Controllers, actions and middleware by decorators, on Express or Koa. */
export const routingControllers = defineAdapter({
  name: ROUTING_CONTROLLERS,
  kind: 'http',
  packages: [ROUTING_CONTROLLERS],
  docs: 'https://github.com/typestack/routing-controllers#readme',
  defaults: { errorBody: '{name, message, stack}', messages: true },
  models: [
    ...guards,
    ...Object.entries(ERRORS).flatMap(([name, status]) => rows(ROUTING_CONTROLLERS, `${name}.new()`, { kind: 'http-error', status, bodyArg: 0 })),
    ...rows(ROUTING_CONTROLLERS, 'HttpError.new()', { kind: 'http-error', statusArg: 0, bodyArg: 1 }),
    ...rows(ROUTING_CONTROLLERS, '**', quiet),
  ],
  setup(call, setup) {
    const index = ['createExpressServer', 'createKoaServer', 'useExpressServer', 'useKoaServer'].indexOf(call.method);
    const options = index < 0 ? undefined : call.args[index < 2 ? 0 : 1];
    if (index >= 2) reserveOn(call.args[0]?.value, ROUTING_CONTROLLERS, index === 2 ? 'express' : 'koa', { at: call.at }, setup);
    const prefix = options && setup.project.text(setup.project.properties(options.value).get('routePrefix'));
    if (prefix !== undefined) prefixes.set(setup.project, prefix);
  },
  recognize: controllers,
});
