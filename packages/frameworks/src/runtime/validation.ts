// https://zod.dev  https://joi.dev/api/  https://github.com/typestack/class-validator
import { defineAdapter, Label } from '@assay/contract';
import { inert, none, quiet, rows, source } from './shared.js';

const schemas = ['zod', 'zod/v4', 'zod/v3', 'zod/mini', 'joi', '@hapi/joi', 'yup', 'superstruct', 'valibot', 'ajv', 'ajv-formats', 'ajv-errors', '@sinclair/typebox', '@sinclair/typebox/value',
  '@sinclair/typebox/compiler', 'io-ts', 'runtypes', 'validator', 'fastest-validator', 'arktype', 'zod-validation-error', 'envalid', 'env-var', 'is-my-json-valid', 'jsonschema', 'nestjs-zod'];
/** What these make are objects of the project's own classes: only the call itself is known. */
const classes = ['class-validator', 'class-transformer'];
const chains = 'body().** check().** param().** query().** header().** cookie().** oneOf() checkSchema() checkExact() buildCheckFunction()()';

/** Checks of shape. They reject bad input, not callers: as steps they guard nothing. */
export const validation = defineAdapter({
  name: 'validation',
  kind: 'runtime',
  packages: [...schemas, ...classes, 'express-validator', 'express-validator/check', 'celebrate'],
  docs: 'https://zod.dev',
  models: [
    ...rows(schemas, '**', quiet),
    ...rows(classes, '*() *.*()', inert),
    ...rows(['express-validator', 'express-validator/check', 'express-validator/filter'], 'matchedData()', source(Label.input)),
    ...rows(['express-validator', 'express-validator/check', 'express-validator/filter'], 'validationResult() validationResult().*() validationResult().formatWith().*() buildCheckFunction()', quiet),
    ...rows(['express-validator', 'express-validator/check', 'express-validator/filter'], chains, none),
    ...rows('celebrate', 'celebrate() celebrator()() celebrator()()()', none),
    ...rows('celebrate', 'Joi.** isCelebrateError()', quiet),
    ...rows(['express-zod-api', 'zod-express-middleware', 'express-ajv-swagger-validation'], 'validateRequest() processRequest() validateRequestBody() validateRequestParams() validateRequestQuery()', none),
  ],
});
