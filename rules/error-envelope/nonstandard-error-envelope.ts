import { defineRule, type ErrorProducer, type TraceStep, type Verdict } from '@assay/contract';
import { deviationOf } from './envelope.js';
import { makes } from './producers.js';

/** An error answer that is not the one envelope clients can rely on. */
export const nonstandardErrorEnvelope = defineRule({
  id: 'nonstandard-error-envelope',
  meta: {
    standard: 'error-envelope',
    category: 'api',
    variants: {
      shape: { severity: 'major', title: 'Error answer without the standard envelope: {subject}' },
      code: { severity: 'minor', title: 'Error code is not UPPER_SNAKE: {subject}' },
      default: { severity: 'minor', title: 'Framework\'s own error answer left in place: {subject}' },
      correlation: { severity: 'minor', title: 'Error answer without correlation id: {subject}' },
    },
    summary: 'An error answer does not have the standard envelope.',
    why: 'Clients handle one shape; each other one is a case that they miss, and without a correlation id nobody finds the log line.',
    recommendation: 'Throw an error that the central error handler renders as {"error":{"code","message","correlation_id","details"}}, or build the body with its helper.',
    subjects: 'error producers',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const producer of model.errorProducers) {
      if (!producer.rendered && !isThrownInGraphql(producer) && !isJudgedElsewhere(producer, model.errorProducers)) yield verdict(producer, partsOf(producer, model.errorProducers));
    }
  },
});

/** GraphQL fixes the shape of errors; what a formatter of the project makes of them is a producer of its own. */
function isThrownInGraphql(producer: ErrorProducer): boolean {
  return producer.protocol === 'graphql';
}

/** The place that makes the body gets the verdict. */
function isJudgedElsewhere(producer: ErrorProducer, all: readonly ErrorProducer[]): boolean {
  return all.some(other => makes(other, producer));
}

/** Where others send the same body on, or add to it. */
function partsOf(producer: ErrorProducer, all: readonly ErrorProducer[]): readonly TraceStep[] {
  return all.filter(other => makes(producer, other)).map(({ at, label }) => ({ at, message: `${label} answers with the same body here` }));
}

function verdict(producer: ErrorProducer, parts: readonly TraceStep[]): Verdict {
  const place = { at: producer.at, subject: producer.id };
  if (producer.shape.kind === 'unknown') {
    return { outcome: 'review', variant: 'shape', ...place, reason: producer.shape.reason, evidence: 'The body of this error answer is not decidable.' };
  }
  if (producer.via === 'framework-default') {
    return { outcome: 'violation', variant: 'default', ...place, because: producer.because, evidence: `${producer.label} leaves the answer to ${producer.framework}: ${producer.because.at(-1)?.message ?? 'its default renders it'}.` };
  }
  const deviation = deviationOf(producer.shape);
  if (!deviation) return { outcome: 'pass', ...place };
  return { outcome: 'violation', variant: deviation.variant, ...place, because: [...(producer.via === 'throw' ? [] : producer.because), ...parts], evidence: `${producer.label} answers ${producer.status ?? 'an error'}: ${deviation.what}.` };
}
