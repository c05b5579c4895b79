import type { Rule } from '@assay/contract';
import { unguardedMutation } from './authorization/unguarded-mutation.js';
import { internalErrorExposed } from './error-envelope/internal-error-exposed.js';
import { nonstandardErrorEnvelope } from './error-envelope/nonstandard-error-envelope.js';
import { mutationWithoutIdempotencyKey } from './idempotency/mutation-without-idempotency-key.js';
import { nPlusOneQuery } from './n-plus-one/n-plus-one-query.js';
import { nPlusOneWrite } from './n-plus-one/n-plus-one-write.js';
import { migrationWithoutRollback } from './rollback/migration-without-rollback.js';
import { transactionWithoutRollback } from './rollback/transaction-without-rollback.js';
import { writesWithoutTransaction } from './rollback/writes-without-transaction.js';

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  internalErrorExposed, migrationWithoutRollback, mutationWithoutIdempotencyKey, nPlusOneQuery, nPlusOneWrite, nonstandardErrorEnvelope, transactionWithoutRollback, unguardedMutation,
  writesWithoutTransaction,
];
