// https://clickhouse.com/docs/integrations/javascript
import { defineAdapter, type Linked } from '@assay/contract';
import { at, rows, type Shapes, type Site } from './shared.js';
import { raw } from './sql.js';

const packages = ['@clickhouse/client', '@clickhouse/client-web'];

const shapes: Shapes = {
  start: { 'createClient()': 'client', 'ClickHouseClient.new()': 'client' },
  client: {
    'query() command() exec()': { is: raw(0), to: 'result' },
    'insert()': at('create', { data: '0.values', bulk: true }),
    'ping() close()': '',
  },
  result: { 'json() text() stream() close()': 'result', '[]': 'result' },
};

export const clickhouse = defineAdapter({
  name: 'clickhouse',
  kind: 'data',
  joinsNothing: true,
  packages,
  docs: 'https://clickhouse.com/docs/integrations/javascript',
  models: rows({ packages, shapes, handles: ['client'], table: tableOf, bulk: { read: 'SELECT .. WHERE id IN ({ids:Array(String)})', create: "client.insert({ table: '{table}', values: rows })" } }),
});

function tableOf(site: Site, project: Linked): string | undefined {
  const params = project.argument(site.path, 0);
  return params && project.text(project.properties(params).get('table'));
}
