import type { Rule } from '@assay/contract';
import { guardOrderBypass } from './authorization/guard-order-bypass.js';
import { mutationWithoutAuthorization } from './authorization/mutation-without-authorization.js';
import { unguardedMutation } from './authorization/unguarded-mutation.js';
import { changeWithoutDocs } from './change/change-without-docs.js';
import { changeWithoutTest } from './change/change-without-test.js';
import { codeBeforeMigration } from './change/code-before-migration.js';
import { oversizedChange } from './change/oversized-change.js';
import { internalErrorExposed } from './error-envelope/internal-error-exposed.js';
import { nonstandardErrorEnvelope } from './error-envelope/nonstandard-error-envelope.js';
import { idempotencyKeyIgnored } from './idempotency/idempotency-key-ignored.js';
import { mutationWithoutIdempotencyKey } from './idempotency/mutation-without-idempotency-key.js';
import { unkeyedRetry } from './idempotency/unkeyed-retry.js';
import { blockingDdl } from './migrations/blocking-ddl.js';
import { codeAheadOfSchema } from './migrations/code-ahead-of-schema.js';
import { migrationWithoutOperationsNote } from './migrations/migration-without-operations-note.js';
import { migrationWithoutVerify } from './migrations/migration-without-verify.js';
import { schemaDrift } from './migrations/schema-drift.js';
import { unbatchedBackfill } from './migrations/unbatched-backfill.js';
import { unindexedFilter } from './migrations/unindexed-filter.js';
import { unindexedForeignKey } from './migrations/unindexed-foreign-key.js';
import { unscopedWrite } from './migrations/unscoped-write.js';
import { nPlusOneQuery } from './n-plus-one/n-plus-one-query.js';
import { nPlusOneResolver } from './n-plus-one/n-plus-one-resolver.js';
import { nPlusOneWrite } from './n-plus-one/n-plus-one-write.js';
import { ioInsideTransaction } from './rollback/io-inside-transaction.js';
import { irreversibleMigrationUnannotated } from './rollback/irreversible-migration-unannotated.js';
import { migrationWithoutRollback } from './rollback/migration-without-rollback.js';
import { rollbackDoesNotInvert } from './rollback/rollback-does-not-invert.js';
import { transactionHandleBypassed } from './rollback/transaction-handle-bypassed.js';
import { transactionWithoutRollback } from './rollback/transaction-without-rollback.js';
import { writesWithoutTransaction } from './rollback/writes-without-transaction.js';
import { skippedTest } from './testing/skipped-test.js';
import { untestedEndpoint } from './testing/untested-endpoint.js';

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  blockingDdl, changeWithoutDocs, changeWithoutTest, codeAheadOfSchema, codeBeforeMigration, guardOrderBypass, idempotencyKeyIgnored, internalErrorExposed,
  ioInsideTransaction, irreversibleMigrationUnannotated, migrationWithoutOperationsNote, migrationWithoutRollback, migrationWithoutVerify, mutationWithoutAuthorization,
  mutationWithoutIdempotencyKey, nPlusOneQuery, nPlusOneResolver, nPlusOneWrite, nonstandardErrorEnvelope, oversizedChange, rollbackDoesNotInvert, schemaDrift,
  skippedTest, transactionHandleBypassed, transactionWithoutRollback, unbatchedBackfill, unguardedMutation, unindexedFilter, unindexedForeignKey, unkeyedRetry,
  unscopedWrite, untestedEndpoint, writesWithoutTransaction,
];
