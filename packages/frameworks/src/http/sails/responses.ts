// https://sailsjs.com/documentation/concepts/extending-sails/custom-responses
import { weakMemo, type FunctionValue, type Linked, type RoutingItem, type Span, type Value } from '@assay/contract';
import { SAILS_RESPONSE, SAILS_SERVER_ERROR } from '../protocols.js';
import type { Application } from './places.js';

const FILE = /(?:^|\/)api\/responses\/(\w+)\.[cm]?[jt]s$/;
const ACTION = /(?:^|\/)api\/controllers\/.+\.[cm]?[jt]s$/;
/** What answers a request that went well. */
const FINE: ReadonlySet<string> = new Set(['ok', 'created', 'success', 'view', 'redirect']);

interface Response { readonly fn: FunctionValue; readonly at: Span }

/** The project's own responses by the names that `res` and exits have them under; `this` has request and response. */
const responsesOf = weakMemo((project: Linked): ReadonlyMap<string, Response> => new Map(project.files.flatMap(({ path }) => {
  const name = FILE.exec(path)?.[1];
  const fn = name === undefined ? undefined : project.exported(path, 'default');
  if (name === undefined || fn?.kind !== 'function') return [];
  return [[name, { fn: { ...fn, key: `${fn.key}@machine`, self: project.role('#machine') }, at: project.spanOfValue(fn) ?? { path, start: 0, end: 0 } }] as const];
})));

/** What each exit of an action answers with, where all actions that have one of the name agree. */
const exitsOf = weakMemo((project: Linked): ReadonlyMap<string, string | undefined> => {
  const found = new Map<string, string | undefined>();
  for (const { path } of project.files) {
    if (!ACTION.test(path)) continue;
    const exits = project.properties(project.exported(path, 'default')).get('exits');
    for (const [name, exit] of exits ? project.properties(exits) : []) {
      const type = project.text(project.properties(exit).get('responseType'));
      found.set(name, found.has(name) && found.get(name) !== type ? undefined : type);
    }
  }
  return found;
});

/** `res.conflict(..)`, and `exits.taken(..)` of an exit whose `responseType` is `conflict`, is the function of `api/responses/conflict`. */
export function responseMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || owner.path !== '') return undefined;
  if (owner.root === '#response') return responsesOf(project).get(name)?.fn;
  const type = owner.root === '#exits' ? exitsOf(project).get(name) : undefined;
  return type === undefined ? undefined : project.member(project.role('#response'), type);
}

/** Custom responses for errors render what actions throw and leave by; `serverError` whatever else is thrown. */
export function responseItems(app: Application, project: Linked): readonly RoutingItem[] {
  return [...responsesOf(project)].flatMap(([name, { fn, at }]): readonly RoutingItem[] => {
    if (FINE.has(name) || !at.path.startsWith(`${app.root}api/`)) return [];
    return [{ kind: 'error-handler', handler: fn, protocol: name === 'serverError' ? SAILS_SERVER_ERROR : SAILS_RESPONSE, at }];
  });
}
