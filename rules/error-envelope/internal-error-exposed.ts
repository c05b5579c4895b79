import { defineRule, type ErrorProducer, type TraceStep } from '@assay/contract';
import { makes } from './producers.js';

const WHAT = { stack: 'the stack trace', error: 'the error object', message: 'the message of an exception', validation: 'the validator\'s own dump' };

/** An error answer that tells the client what only the log should hold. */
export const internalErrorExposed = defineRule({
  id: 'internal-error-exposed',
  meta: {
    standard: 'error-envelope',
    category: 'security',
    variants: {
      stack: { severity: 'major', title: 'Stack trace sent to the client: {subject}' },
      error: { severity: 'major', title: 'Error object sent to the client: {subject}' },
      message: { severity: 'major', title: 'Exception message sent to the client: {subject}' },
      validation: { severity: 'minor', title: 'Validator dump sent to the client: {subject}' },
    },
    summary: 'An error answer contains an exception\'s stack, object or message.',
    why: 'Exceptions carry SQL, paths, host names and data of others; a client must get a safe summary only.',
    recommendation: 'Log the exception with the correlation id and answer a fixed, safe message.',
    subjects: 'error producers',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const producer of model.errorProducers) {
      const place = { at: producer.at, subject: producer.id };
      if (!producer.exposes) {
        if (producer.shape.kind === 'unknown') yield { outcome: 'review', variant: 'message', ...place, reason: producer.shape.reason, evidence: 'The body of this error answer is not decidable.' };
        else yield { outcome: 'pass', ...place };
        continue;
      }
      if (isToldElsewhere(producer, model.errorProducers)) continue;
      const { what, at } = producer.exposes;
      yield {
        outcome: 'violation', variant: what, ...place, evidence: `${producer.label} answers ${producer.status ?? 'an error'} with ${WHAT[what]}.`,
        because: [{ at, message: `${WHAT[what]} goes into the body here` }, ...partsOf(producer, model.errorProducers)],
      };
    }
  },
});

/** The place that makes the body tells the same by itself. */
function isToldElsewhere(producer: ErrorProducer, all: readonly ErrorProducer[]): boolean {
  return all.some((other) => other.exposes !== undefined && makes(other, producer));
}

/** Where others answer with the same body. */
function partsOf(producer: ErrorProducer, all: readonly ErrorProducer[]): readonly TraceStep[] {
  return all.filter((other) => other.exposes !== undefined && makes(producer, other)).map(({ at, label }) => ({ at, message: `${label} answers with the same body here` }));
}
