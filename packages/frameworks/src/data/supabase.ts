// https://supabase.com/docs/reference/javascript/select
import { defineAdapter, type AccessOp, type Concept, type Linked } from '@assay/contract';
import { chainOf, isCollection, lazy, rows, type Shapes, type Site, type Use } from './shared.js';

const ops: Readonly<Record<string, AccessOp>> = { insert: 'create', upsert: 'upsert', update: 'update', delete: 'delete' };
const chained: Use = { is: request, to: 'request' };

const packages = ['@supabase/supabase-js', '@supabase/postgrest-js', '@supabase/ssr', '@supabase/auth-helpers-nextjs', '@supabase/auth-helpers-remix', '@supabase/auth-helpers-shared'];

/** Members of a request, which is sent when awaited. */
const steps = [
  'select() insert() upsert() update() delete()',
  'eq() neq() gt() gte() lt() lte() like() ilike() likeAllOf() likeAnyOf() ilikeAllOf() ilikeAnyOf() is() isDistinct() in() notIn() contains() containedBy()',
  'rangeGt() rangeGte() rangeLt() rangeLte() rangeAdjacent() overlaps() textSearch() match() regexMatch() regexIMatch() not() or() filter()',
  'order() limit() range() single() maybeSingle() csv() geojson() explain() rollback() maxAffected() returns() overrideTypes() abortSignal() throwOnError() setHeader() retry()',
].join(' ');

const shapes: Shapes = {
  start: {
    'createClient() createServerClient() createBrowserClient() createPagesServerClient() createServerComponentClient() createRouteHandlerClient()': 'client',
    'createServerActionClient() createMiddlewareClient() createClientComponentClient() createPagesBrowserClient() SupabaseClient.new() PostgrestClient.new()': 'client',
  },
  client: { 'from()': 'table', 'schema()': 'client', 'rpc()': lazy('raw', {}, 'request'), storage: 'storage', 'channel() removeChannel() removeAllChannels() getChannels()': 'tools' },
  table: { 'select() insert() upsert() update() delete()': chained },
  request: { [steps]: chained },
  // Files, not rows.
  storage: { '*()': 'storage' },
  tools: { '*()': 'tools' },
};

export const supabase = defineAdapter({
  name: 'supabase',
  kind: 'data',
  packages,
  docs: 'https://supabase.com/docs/reference/javascript/select',
  models: rows({
    packages,
    shapes,
    handles: ['client'],
    table: (site, project) => {
      const place = site.trail.find((candidate) => candidate.state === 'table');
      return place && project.text(project.argument(place.path, 0));
    },
    bulk: {
      read: "supabase.from('{table}').select().in('id', ids)",
      create: "supabase.from('{table}').insert(rows)",
      update: "supabase.from('{table}').update(values).in('id', ids)",
      upsert: "supabase.from('{table}').upsert(rows)",
      delete: "supabase.from('{table}').delete().in('id', ids)",
    },
  }),
});

function request(site: Site, project: Linked): Concept {
  const chain = chainOf(site);
  const write = chain.find((place) => place.called && place.name in ops);
  const op = write ? ops[write.name] ?? 'read' : chain.some((place) => place.name === 'rpc') ? 'raw' : 'read';
  const many = chain.some((place) => place.name === 'in') || (write !== undefined && isCollection(project.argument(write.path, 0)));
  return {
    kind: 'access', op, executes: 'await', ...(many ? { bulk: true } : {}),
    ...(write?.path === site.path && op !== 'delete' ? { data: '0' } : {}),
    ...(site.method === 'eq' || site.method === 'in' ? { where: '1' } : site.method === 'match' ? { where: '0' } : {}),
  };
}
