import { defineAdapter, type FrameworkAdapter } from '@assay/contract';
import { nestJobs } from './nest.js';
import { jobsOf, type Registration } from './registrations.js';
import { temporal } from './temporal.js';

/** Queues, schedulers and brokers, from the side that takes messages out: what they call is an entry point. */
const libraries: readonly (readonly [name: string, docs: string, registrations: readonly Registration[]])[] = [
  ['bullmq', 'https://docs.bullmq.io/guide/workers', [{ packages: ['bullmq'], path: /^Worker\.new\(\)$/, name: ['0'], handler: ['1'] }]],
  ['bull', 'https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md#queueprocess', [{ packages: ['bull', 'bee-queue'], path: /\.process\(\)$/, name: ['0'], handler: ['last'] }]],
  ['agenda', 'https://github.com/agenda/agenda#defining-job-processors', [{ packages: ['agenda', '@hokify/agenda', 'pulse-cron', '@pulsecron/pulse'], path: /\.define\(\)$/, name: ['0'], handler: ['1', '2'] }]],
  ['cron', 'https://nodecron.com', [
    { packages: ['node-cron', 'cron'], path: /^(default\.)?schedule\(\)$/, name: ['2.name', '0'], handler: ['1'] },
    { packages: ['node-schedule'], path: /^(default\.)?scheduleJob\(\)$/, name: ['0'], handler: ['last'] },
    { packages: ['cron', 'croner'], path: /^(CronJob|Cron|default)\.new\(\)$/, name: ['0', '0.cronTime'], handler: ['1', '0.onTick', 'last'] },
    { packages: ['cron'], path: /^CronJob\.from\(\)$/, name: ['0.name', '0.cronTime'], handler: ['0.onTick'] },
  ]],
  ['sqs-consumer', 'https://bbc.github.io/sqs-consumer/', [{ packages: ['sqs-consumer'], path: /^Consumer\.create\(\)$/, name: ['0.queueUrl'], handler: ['0.handleMessage', '0.handleMessageBatch'] }]],
  ['kafkajs', 'https://kafka.js.org/docs/consuming', [{ packages: ['kafkajs'], path: /\.run\(\)$/, handler: ['0.eachMessage', '0.eachBatch'] }]],
  ['amqplib', 'https://amqp-node.github.io/amqplib/channel_api.html#channel_consume', [{ packages: ['amqplib', 'amqplib/callback_api', 'amqp-connection-manager'], path: /\.consume\(\)$/, name: ['0'], handler: ['1'] }]],
  ['nats', 'https://github.com/nats-io/nats.js', [{ packages: ['nats', '@nats-io/transport-node'], path: /\.subscribe\(\)$/, name: ['0'], handler: ['1.callback'] }]],
  ['inngest', 'https://www.inngest.com/docs/reference/functions/create', [{ packages: ['inngest'], path: /\.createFunction\(\)$/, name: ['0.id', '0.name', '0'], handler: ['2', '1'] }]],
  ['trigger.dev', 'https://trigger.dev/docs/tasks/overview', [{ packages: ['@trigger.dev/sdk', '@trigger.dev/sdk/v3'], path: /(^|\.)(task|schemaTask)\(\)$/, name: ['0.id'], handler: ['0.run'] }]],
  ['pg-boss', 'https://github.com/timgit/pg-boss', [{ packages: ['pg-boss'], path: /\.work\(\)$/, name: ['0'], handler: ['last'] }]],
];

export const jobAdapters: readonly FrameworkAdapter[] = [
  ...libraries.map(([name, docs, registrations]) => defineAdapter({
    name, kind: 'jobs', packages: [...new Set(registrations.flatMap((registration) => registration.packages.map(packageOf)))], docs,
    recognize: (project) => jobsOf(name, registrations, project),
  })),
  nestJobs,
  temporal,
];

/** `@trigger.dev/sdk` of `@trigger.dev/sdk/v3`. */
function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
