// https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/
import { defineAdapter, type Concept } from '@assay/contract';
import { calledName, inert, isCall, quiet, rows, type Reading } from './shared.js';
import { madeBy } from './payments.js';

const services = ['ses', 'sesv2', 'sns', 'sqs', 'eventbridge', 'kinesis', 'firehose', 'sfn', 'lambda', 'pinpoint', 'pinpoint-sms-voice-v2', 's3', 'secrets-manager', 'ssm', 'kms', 'sts', 'cloudfront',
  'cloudwatch', 'cloudwatch-logs', 'cognito-identity-provider', 'bedrock-runtime', 'rekognition', 'textract'].map((name) => `@aws-sdk/client-${name}`);

/** What an operation (`SendEmail`, `publish`) does outside. */
function effectOf(operation: string, service: string): Concept {
  if (/^(?:publish|put(?:Events|Record|Records|RecordBatch)|sendMessage|sendMessageBatch|startExecution)$/i.test(operation)) return { kind: 'external', effect: 'publish' };
  return { kind: 'external', effect: /^send/i.test(operation) && !/sqs/i.test(service) ? 'send' : 'call' };
}

/** `client.send(new SendMessageCommand(input))`: the command's class says what is done. */
const send: Reading = (path, project) => {
  const command = project.argument(path, 0);
  return effectOf(command?.kind === 'path' ? madeBy(command).replace(/Command$/, '') : '', path.root);
};

/** `sqs.sendMessage(input)` of an aggregated client, and of version 2. */
const named: Reading = (path) => (isCall(path) ? effectOf(calledName(path), path.root) : undefined);
/** Services of version 2; its `DynamoDB` is a data store. */
const older = ['SES', 'SESV2', 'SNS', 'SQS', 'EventBridge', 'Kinesis', 'Firehose', 'StepFunctions', 'Lambda', 'Pinpoint', 'S3', 'SecretsManager', 'SSM', 'KMS', 'STS', 'CognitoIdentityServiceProvider'];

/** Amazon's services, except those that store the project's data. */
export const aws = defineAdapter({
  name: 'aws',
  kind: 'runtime',
  packages: [...services, 'aws-sdk'],
  docs: 'https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/',
  models: [
    ...rows(services, '*.new().send()', send),
    ...rows(services, '*.new() *.new().destroy() *.new().config.*()', inert),
    ...rows(services, '*.new().*()', named),
    ...older.flatMap((service) => [
      ...rows('aws-sdk', `${service}.new()`, inert),
      ...rows('aws-sdk', `${service}.new().*()`, (path) => effectOf(calledName(path), service)),
      ...rows('aws-sdk', `${service}.new().*().promise()`, inert),
    ]),
    ...rows('aws-sdk', 'config.*() Credentials.new()', inert),
    ...rows(['@aws-sdk/s3-request-presigner', '@aws-sdk/credential-providers', '@aws-sdk/lib-storage'], '*() *.new()', inert),
    ...rows('@aws-sdk/lib-storage', 'Upload.new().done()', { kind: 'external', effect: 'call' }),
    ...rows('sqs-producer', '**.send()', { kind: 'external', effect: 'publish' }),
    ...rows('sqs-producer', 'Producer.create()', quiet),
  ],
});
