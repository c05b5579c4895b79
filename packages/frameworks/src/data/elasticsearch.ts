// https://www.elastic.co/docs/reference/elasticsearch/clients/javascript  https://docs.opensearch.org/latest/clients/javascript/
import { defineAdapter, type Linked } from '@assay/contract';
import { at, rows, type Shapes, type Site } from './shared.js';

const packages = ['@elastic/elasticsearch', '@opensearch-project/opensearch', 'elasticsearch'];
const by = { where: '0' };
const data = { data: '0' };

const shapes: Shapes = {
  start: { 'Client.new()': 'client' },
  client: {
    'search() get() getSource() count() exists() existsSource() explain() mget() msearch() scroll() knnSearch() fieldCaps() termvectors() openPointInTime()': at('read', by, 'result'),
    'index() create()': at('create', data),
    'update()': at('update', data),
    'updateByQuery() reindex()': at('update', { ...by, bulk: true }),
    'bulk()': at('update', { data: '0', bulk: true }),
    'delete()': at('delete', by),
    'deleteByQuery()': at('delete', { ...by, bulk: true }),
    'ping() info() close() child() on() clearScroll() closePointInTime()': '',
    'indices cluster cat nodes ingest snapshot security ilm tasks': 'management',
    helpers: 'helpers',
  },
  // Of indexes and of the cluster, not of documents.
  management: { '*()': '' },
  helpers: { 'search() scrollSearch() scrollDocuments()': at('read', by), 'bulk()': at('update', { data: '0', bulk: true }) },
  result: { '*': 'result', '[]': 'result' },
};

export const elasticsearch = defineAdapter({
  name: 'elasticsearch',
  kind: 'data',
  joinsNothing: true,
  packages,
  docs: 'https://www.elastic.co/docs/reference/elasticsearch/clients/javascript',
  models: rows({ packages, shapes, handles: ['client'], table: indexOf, bulk: { read: 'client.mget({ docs })', create: 'client.bulk({ operations })', update: 'client.bulk({ operations })', delete: 'client.bulk({ operations })' } }),
});

function indexOf(site: Site, project: Linked): string | undefined {
  const params = project.argument(site.path, 0);
  return params && project.text(project.properties(params).get('index'));
}
