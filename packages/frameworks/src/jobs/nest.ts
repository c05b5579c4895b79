// https://docs.nestjs.com/techniques/queues  https://docs.nestjs.com/techniques/task-scheduling  https://docs.nestjs.com/techniques/events
import { defineAdapter, type Linked, type ModelNode, type PathValue } from '@assay/contract';
import { decoratedClasses, methodsOf, type Applied } from '../nest/decorated.js';

/** Decorators on a method that make it the handler. */
const onMethods: readonly (readonly [root: RegExp, path: RegExp])[] = [
  [/^@nestjs\/bull$/, /^Process\(\)$/],
  [/^@nestjs\/schedule$/, /^(Cron|Interval|Timeout)\(\)$/],
  [/^@nestjs\/event-emitter$/, /^OnEvent\(\)$/],
  [/^@golevelup\/nestjs-rabbitmq$/, /^Rabbit(Subscribe|RPC)\(\)$/],
  [/^@ssut\/nestjs-sqs$/, /^SqsMessageHandler\(\)$/],
  [/^nestjs-temporal(-core)?$/, /^(Activity|WorkflowMethod|SignalMethod)\(\)$/],
];
const queues = /^@nestjs\/bull(mq)?$/;

/** Handlers of queues, timers and events, by their decorators. */
export const nestJobs = defineAdapter({
  name: 'nest-jobs',
  kind: 'jobs',
  packages: ['@nestjs/bull', '@nestjs/bullmq', '@nestjs/schedule', '@nestjs/event-emitter', '@golevelup/nestjs-rabbitmq', '@ssut/nestjs-sqs', 'nestjs-temporal', 'nestjs-temporal-core'],
  docs: 'https://docs.nestjs.com/techniques/queues',
  recognize: handlers,
});

function* handlers(project: Linked): Generator<ModelNode> {
  for (const { cls, own } of decoratedClasses(project)) {
    const processor = own.find(({ value }) => queues.test(value.root) && value.path === 'Processor()');
    for (const method of methodsOf(cls, project)) {
      for (const use of method.applied) {
        if (!onMethods.some(([root, path]) => root.test(use.value.root) && path.test(use.value.path))) continue;
        const queue = processor && textOf(processor, project);
        const name = [queue, textOf(use, project)].filter((part) => part !== undefined).join(':');
        yield { kind: 'job', name: name === '' ? method.name : name, framework: frameworkOf(use.value), at: use.at, handler: method.fn };
      }
    }
    const process = processor?.value.root === '@nestjs/bullmq' ? project.method(cls, 'process') : undefined;
    if (processor && process) yield { kind: 'job', name: textOf(processor, project) ?? cls.cls.name, framework: frameworkOf(processor.value), at: processor.at, handler: process };
  }
}

function frameworkOf(path: PathValue): string {
  return path.root.replace(/^@nestjs\/(?=bull)/, '');
}

/** The text in the decorator, or its option `name`, `queue` or `routingKey`. */
function textOf({ value }: Applied, project: Linked): string | undefined {
  const given = project.argument(value, 0);
  const options = given?.kind === 'object' ? project.properties(given) : undefined;
  return project.text(given) ?? project.text(options?.get('name')) ?? project.text(options?.get('queue')) ?? project.text(options?.get('routingKey'));
}
