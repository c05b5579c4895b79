// https://docs.bullmq.io  https://amqp-node.github.io/amqplib/channel_api.html  https://kafka.js.org/docs/producing  https://docs.nestjs.com/microservices/basics
import { defineAdapter, type Concept } from '@assay/contract';
import { calling, inert, quiet, remoteCall, rows, type Meaning } from './shared.js';

function publish(keyed?: string): Concept {
  return { kind: 'external', effect: 'publish', ...(keyed === undefined ? {} : { keyed }) };
}

/** Bull also has `add(data, options)`, without a name. */
const add: Meaning = (path, project) => publish(project.argument(path, 0)?.kind === 'object' ? '1.jobId' : '2.jobId');

const queues = ['bull', 'bullmq', '@nestjs/bull', '@nestjs/bullmq', 'bee-queue'];
const amqp = ['amqplib', 'amqplib/callback_api', 'amqp-connection-manager', '@golevelup/nestjs-rabbitmq'];
const microservices = '@nestjs/microservices';
const clients = 'ClientProxy.new() ClientKafka.new() ClientKafkaProxy.new() ClientRMQ.new() ClientRedis.new() ClientNats.new() ClientMqtt.new() ClientTCP.new() ClientProxyFactory.create()';

const temporal = ['@temporalio/client', '@temporalio/workflow', '@temporalio/worker', '@temporalio/activity', '@temporalio/common'];
/** Starts that name the workflow: the same id is the same run. */
const starts = ['Client.new().workflow', 'WorkflowClient.new()', 'Connection.new().workflow'].flatMap((client) => ['start()', 'execute()', 'signalWithStart()'].map((method) => `${client}.${method}`)).join(' ');

/** Refresh the clients that are connected; https://github.com/apollographql/graphql-subscriptions */
const subscriptions = ['graphql-subscriptions', 'graphql-redis-subscriptions', 'graphql-postgres-subscriptions'];

/** Queues and brokers, from the side that puts messages in. */
export const messaging = defineAdapter({
  name: 'messaging',
  kind: 'runtime',
  packages: [...queues, ...amqp, 'kafkajs', microservices, '@nestjs/event-emitter', 'eventemitter2', 'nats', 'mqtt', '@google-cloud/pubsub', 'kue', 'agenda', 'inngest', '@trigger.dev/sdk', 'pg-boss', 'sqs-consumer', ...temporal, ...subscriptions],
  docs: 'https://docs.bullmq.io',
  models: [
    ...rows(queues, 'Queue.new().add() default.new().add() default().add() createQueue().add()', add),
    ...rows(queues, '*.new().addBulk() FlowProducer.new().add() *.new().createJob().**.save()', publish()),
    // A scheduler has an id of its own: putting it twice is putting it once.
    ...rows(queues, 'Queue.new().upsertJobScheduler()', publish('0')),
    ...rows(queues, 'Queue.new() default.new() default() FlowProducer.new() QueueEvents.new() InjectQueue()', inert),
    ...['Queue', 'default', 'FlowProducer', 'QueueEvents', 'Job'].flatMap((name) => rows(queues, `${name}.new().*()`, (path) => (
      ['process', 'createJob'].includes(path.parent?.step ?? '') ? undefined : inert))),
    ...rows('kue', '**.create().**.save() **.createJob().**.save()', publish()),
    ...rows(amqp, '**.publish()', publish('3.messageId')),
    ...rows(amqp, '**.sendToQueue()', publish('2.messageId')),
    ...rows(amqp, '**', (path, project) => (path.parent?.step === 'consume' ? undefined : calling(path, project))),
    ...rows('kafkajs', '**.producer().send() **.producer().sendBatch() Producer.new().send() Producer.new().sendBatch() **.transaction().send() **.transaction().sendBatch()', publish()),
    ...rows('kafkajs', 'Kafka.new() **.producer() **.consumer() **.admin() **.producer().*() **.admin().*() Producer.new().*() **.connect() **.disconnect() **.subscribe() Consumer.new().commitOffsets()', inert),
    ...clients.split(' ').flatMap((client) => [...rows(microservices, `${client}.emit()`, publish()), ...rows(microservices, `${client}.send()`, { kind: 'external', effect: 'publish', asks: 0 }), ...rows(microservices, `${client}.connect() ${client}.close() ${client}.subscribeToResponseOf()`, inert)]),
    ...rows(microservices, 'ClientProxyFactory.create()', inert),
    // Listeners run in this process, in functions that are looked at themselves.
    ...rows(['@nestjs/event-emitter', 'eventemitter2'], '*.new() *.new().*() *()', inert),
    ...rows(['agenda', '@hokify/agenda', '@pulsecron/pulse'], '**.now() **.schedule()', publish()),
    ...rows(['agenda', '@hokify/agenda', '@pulsecron/pulse'], '**.save()', publish()),
    // The schedule's name makes it one, however often it is put.
    ...rows(['agenda', '@hokify/agenda', '@pulsecron/pulse'], '**', quiet),
    ...rows('inngest', '**.send() **.sendEvent()', publish('0.id')),
    ...rows('inngest', '**', quiet),
    ...rows(['@trigger.dev/sdk', '@trigger.dev/sdk/v3'], '**.trigger() **.batchTrigger() **.triggerAndWait() **.batchTriggerAndWait()', publish('2.idempotencyKey')),
    ...rows(['@trigger.dev/sdk', '@trigger.dev/sdk/v3'], '**', quiet),
    ...rows('pg-boss', '**.send() **.sendAfter() **.publish() **.insert()', publish('2.singletonKey')),
    ...rows('pg-boss', '**', quiet),
    ...rows('sqs-consumer', '**', quiet),
    ...rows('@temporalio/client', starts, publish('1.workflowId')),
    ...rows('@temporalio/client', '**.schedule.create() ScheduleClient.new().create()', publish('0.scheduleId')),
    ...rows('@temporalio/client', '**.executeUpdate() **.startUpdate()', publish()),
    // It tells a run that goes on something: whether the run does so twice is the run's matter.
    ...rows('@temporalio/client', '**.signal()', remoteCall),
    ...rows('@temporalio/workflow', 'executeChild() startChild()', publish('1.workflowId')),
    // Activities run elsewhere, and again when they fail: the worker's functions are jobs of their own.
    ...rows('@temporalio/workflow', 'proxyActivities().*() proxyLocalActivities().*()', remoteCall),
    ...rows(temporal, '**', quiet),
    ...rows(['node-cron', 'cron', 'croner', 'node-schedule', 'later', '@nestjs/schedule'], '**', quiet),
    ...rows(['nats', '@nats-io/transport-node', '@nats-io/jetstream'], '**.publish() **.request()', publish('2.msgID')),
    ...rows('mqtt', '**.publish() **.publishAsync()', publish()),
    ...rows('@google-cloud/pubsub', '**.publish() **.publishMessage() **.publishJSON()', publish()),
    ...rows(subscriptions, '*.new().publish()', { kind: 'external', effect: 'publish', live: true }),
    ...rows(subscriptions, '*.new() *.new().*()', inert),
    ...rows('@google-cloud/pubsub', 'PubSub.new() PubSub.new().topic()', inert),
  ],
});
