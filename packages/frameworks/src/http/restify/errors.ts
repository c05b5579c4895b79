// https://github.com/restify/errors#api
import type { ApiModel, Value } from '@assay/contract';
import { rows, type Meaning, type Reading } from '../../runtime/shared.js';
import { classStatuses } from '../../runtime/statuses.js';

/** The package, and the copy that early versions of restify hold. */
const PACKAGES = ['restify-errors', 'restify'];

/** Errors that have a code of their own beside the status. */
const REST: Readonly<Record<string, number>> = {
  BadDigest: 400, BadMethod: 405, ConnectTimeout: 408, Internal: 500, InvalidArgument: 409, InvalidContent: 400, InvalidCredentials: 401, InvalidHeader: 400, InvalidVersion: 400, MissingParameter: 409,
  NotAuthorized: 403, RequestExpired: 400, RequestThrottled: 429, ResourceNotFound: 404, WrongAccept: 406,
};

/** `new NotFoundError('no %s', name)`; options may stand before the message, and so may the error that caused it, of which the message tells as well. */
const error = (status: number | undefined): Reading => (path, project) => {
  const first = project.argument(path, 0);
  const options = first?.kind === 'object' ? project.properties(first) : undefined;
  const code = numberOf(options?.get('statusCode')) ?? status;
  return { kind: 'http-error', ...(code === undefined ? {} : { status: code }), bodyArg: options ? 1 : 0 };
};

function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'const' && typeof value.value === 'number' ? value.value : undefined;
}

/** `makeConstructor('SoldOutError', { statusCode: 410 })` answers a class. */
const made: Meaning = (path, project) => {
  const options = path.parent?.parent && project.argument(path.parent.parent, 1);
  return error(numberOf(options && project.properties(options).get('statusCode')) ?? 500)(path, project);
};

function named(name: string, status: number): readonly ApiModel[] {
  const paths = [`${name}Error`, `errors.${name}Error`, `httpErrors.${name}Error`].flatMap((path) => [`${path}.new()`, `${path}()`]).join(' ');
  return rows(PACKAGES, paths, error(status));
}

/** What errors of the library answer: their code and their message. */
export const errorRows: readonly ApiModel[] = [
  ...Object.entries({ ...classStatuses, ...REST }).flatMap(([name, status]) => named(name.replace(/Error$/, ''), status)),
  ...rows(PACKAGES, 'HttpError.new() RestError.new() errors.HttpError.new() errors.RestError.new()', error(undefined)),
  ...rows(PACKAGES, 'makeErrFromCode() codeToHttpError() errors.codeToHttpError()', { kind: 'http-error', statusArg: 0, bodyArg: 1 }),
  ...rows(PACKAGES, 'makeConstructor().new()', made),
];
