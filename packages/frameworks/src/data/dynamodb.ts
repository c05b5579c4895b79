// https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/package/-aws-sdk-lib-dynamodb/  https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/dynamodb/
import { defineAdapter, type AccessConcept, type AccessOp, type Concept, type Linked, type PathValue } from '@assay/contract';
import { madeBy } from '../runtime/payments.js';
import { inert, rows, type Meaning, type Shapes } from './shared.js';

const v3 = ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb'];
const v2 = ['aws-sdk', 'aws-sdk/clients/dynamodb'];

/** What an operation does, by its name without `Item`, `Items` and `Command`: `PutItemCommand`, `PutCommand`, `putItem()` and `put()` are one. */
const OPERATIONS: Readonly<Record<string, Pick<AccessConcept, 'op' | 'bulk'>>> = {
  get: { op: 'read' }, query: { op: 'read' }, scan: { op: 'read' }, batchget: { op: 'read', bulk: true }, transactget: { op: 'read', bulk: true },
  put: { op: 'upsert' }, update: { op: 'update' }, delete: { op: 'delete' }, batchwrite: { op: 'update', bulk: true }, transactwrite: { op: 'update', bulk: true },
  executestatement: { op: 'raw' }, batchexecutestatement: { op: 'raw', bulk: true }, executetransaction: { op: 'raw', bulk: true },
};
const METHODS = 'get() getItem() query() scan() batchGet() batchGetItem() transactGet() transactGetItems() put() putItem() update() updateItem() delete() deleteItem() batchWrite() batchWriteItem() transactWrite() transactWriteItems() executeStatement() batchExecuteStatement() executeTransaction()';

/** `client.send(new PutCommand({ TableName, Item }))`: the command's class says what is done. */
const sent: Meaning = (site, project) => {
  const command = project.argument(site.path, 0);
  if (command?.kind !== 'path') return { kind: 'access', op: 'raw', executes: 'call' };
  return access(madeBy(command), command, project) ?? inert;
};

/** `documents.put({ TableName, Item })` of an aggregated client, and of version 2. */
const named: Meaning = (site, project) => access(site.method, site.path, project);

function access(operation: string, of: PathValue, project: Linked): Concept | undefined {
  const found = OPERATIONS[operation.replace(/Command$/, '').replace(/Items?$/, '').toLowerCase()];
  const params = project.argument(of, 0);
  const table = params && project.text(project.properties(params).get('TableName'));
  return found && { kind: 'access', executes: 'call', ...found, ...placesOf(found.op), ...(table === undefined ? {} : { table }) };
}

/** The parameters, or the command that holds them, are the first argument. */
function placesOf(op: AccessOp): Partial<AccessConcept> {
  return op === 'upsert' || op === 'update' ? { data: '0' } : { where: '0' };
}

const shapes: Shapes = {
  start: {
    'DynamoDBClient.new()': 'client', 'DynamoDBDocumentClient.from()': 'client', 'DynamoDBDocumentClient.new()': 'client', 'DynamoDBDocument.from()': 'client', 'DynamoDB.new()': 'client',
    'DocumentClient.new()': 'client', 'DynamoDB.DocumentClient.new()': 'client', DynamoDB: 'statics', 'default.DynamoDB.new()': 'client',
  },
  statics: { 'DocumentClient.new()': 'client', DocumentClient: 'documents' },
  documents: { 'new()': 'client' },
  client: { 'send()': { is: sent }, [METHODS]: { is: named, to: 'request' }, 'destroy() createSet()': '', config: 'config' },
  // Version 2 answers a request.
  request: { 'promise()': '' },
  config: { '*()': '' },
};

export const dynamodb = defineAdapter({
  name: 'dynamodb',
  kind: 'data',
  packages: v3,
  docs: 'https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/package/-aws-sdk-lib-dynamodb/',
  models: [
    ...rows({
      packages: [...v3, ...v2], shapes, handles: ['client'],
      bulk: { read: 'new BatchGetCommand({ RequestItems })', create: 'new BatchWriteCommand({ RequestItems })', upsert: 'new BatchWriteCommand({ RequestItems })', delete: 'new BatchWriteCommand({ RequestItems })' },
    }),
    ...v3.map((name) => ({ package: name, path: '*.new()', is: inert })),
  ],
});
