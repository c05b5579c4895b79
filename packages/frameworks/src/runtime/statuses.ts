/** Helpers named after a status: http-errors, @fastify/sensible and @hapi/boom. */
export const statuses: Readonly<Record<string, number>> = {
  badRequest: 400, unauthorized: 401, paymentRequired: 402, forbidden: 403, notFound: 404, methodNotAllowed: 405, notAcceptable: 406, proxyAuthenticationRequired: 407, requestTimeout: 408, conflict: 409,
  gone: 410, lengthRequired: 411, preconditionFailed: 412, payloadTooLarge: 413, uriTooLong: 414, unsupportedMediaType: 415, rangeNotSatisfiable: 416, expectationFailed: 417, imateapot: 418,
  misdirectedRequest: 421, unprocessableEntity: 422, locked: 423, failedDependency: 424, tooEarly: 425, upgradeRequired: 426, preconditionRequired: 428, tooManyRequests: 429,
  requestHeaderFieldsTooLarge: 431, unavailableForLegalReasons: 451, internalServerError: 500, notImplemented: 501, badGateway: 502, serviceUnavailable: 503, gatewayTimeout: 504,
  httpVersionNotSupported: 505, variantAlsoNegotiates: 506, insufficientStorage: 507, loopDetected: 508, bandwidthLimitExceeded: 509, notExtended: 510, networkAuthenticationRequired: 511,
};

/** Where @hapi/boom has a name of its own. */
export const boomStatuses: Readonly<Record<string, number>> = {
  ...statuses, proxyAuthRequired: 407, clientTimeout: 408, resourceGone: 410, entityTooLarge: 413, teapot: 418, badData: 422, illegal: 451, internal: 500, badImplementation: 500, serverUnavailable: 503,
};

/** Names of the classes of http-errors: `NotFound`. */
export const classStatuses: Readonly<Record<string, number>> = Object.fromEntries(Object.entries(statuses).map(([name, status]) => [
  name === 'imateapot' ? 'ImATeapot' : name === 'uriTooLong' ? 'URITooLong' : name === 'httpVersionNotSupported' ? 'HTTPVersionNotSupported' : `${name.charAt(0).toUpperCase()}${name.slice(1)}`, status,
]));
