// https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
import type { Linked, RepoPath, Span, Value } from '@assay/contract';
import { folderOf, handlerOf, httpOf, steps, type Authorizer, type Deployed, type DeployedEvent } from './deployed.js';

const CONFIGURATION = /(?:^|\/)serverless(?:-[\w-]+)?(?:\.[\w-]+)*\.(?:ya?ml|json|[cm]?[jt]s)$/;
const INCLUDED = /^\$\{file\(([^)]+)\)(?::([\w.-]+))?\}$/;
const MAX_INCLUDES = 4;

/** The functions that configurations of the Serverless Framework deploy. */
export function serverlessFunctions(project: Linked): readonly Deployed[] {
  return project.files.filter((file) => CONFIGURATION.test(file.path)).flatMap(({ path }) => {
    const functions = project.properties(project.exported(path, 'default')).get('functions');
    return functions ? [...declared(functions, path, project, 0)] : [];
  });
}

/** A map of functions, or a list of maps; any of them may stand in a file of its own. */
function* declared(value: Value, from: RepoPath, project: Linked, depth: number): Generator<Deployed> {
  const items = project.items(value);
  if (items) for (const item of items) yield* declared(item, from, project, depth);
  const included = items ? undefined : includedBy(value, from, project);
  if (included && depth < MAX_INCLUDES) yield* declared(included, from, project, depth + 1);
  if (items || included) return;
  for (const [name, given] of project.properties(value)) {
    const options = project.properties(includedBy(given, from, project) ?? given);
    const handler = handlerIn(options.get('handler'), given, from, project);
    if (handler) yield { name, handler, events: eventsOf(options, from, project) };
  }
}

/** `${file(./functions.yml):orders}` */
function includedBy(value: Value, from: RepoPath, project: Linked): Value | undefined {
  const [, file, members] = INCLUDED.exec(project.text(value) ?? '') ?? [];
  if (file === undefined) return undefined;
  const whole = project.exported(steps(`${folderOf(from)}/${file}`), 'default');
  return (members?.split('.') ?? []).reduce((at, name) => project.member(at, name), whole);
}

/** A path below the configuration's folder. One that is put together at run time ends with the part beside the object that says it. */
function handlerIn(value: Value | undefined, owner: Value, from: RepoPath, project: Linked): Value | undefined {
  const text = project.text(value);
  if (text !== undefined) return handlerOf(text, [folderOf(from)], project);
  const member = owner.kind === 'object' ? owner.node.members.find((one) => one.kind === 'property' && one.key === 'handler') : undefined;
  const rest = member?.value.kind === 'template' ? member.value.quasis.at(-1) : undefined;
  return rest && owner.kind === 'object' ? handlerOf(rest, [folderOf(owner.file.path)], project) : undefined;
}

function eventsOf(options: ReadonlyMap<string, Value>, from: RepoPath, project: Linked): readonly DeployedEvent[] {
  const events = options.get('events');
  const listed = events ? project.items(events) ?? [] : [];
  const url = options.get('url');
  const at = url && project.spanOfValue(url);
  return [
    ...listed.flatMap((event): DeployedEvent[] => [...project.properties(event)].flatMap(([name, value]) => eventOf(name, value, project.spanOfValue(event) ?? { path: from, start: 0, end: 0 }, project) ?? [])),
    ...(url && at ? [{ kind: 'http', method: 'ALL', path: '/', at, ...authorizing(project.properties(url).get('authorizer'), at, project) } as const] : []),
  ];
}

function eventOf(name: string, value: Value, at: Span, project: Linked): DeployedEvent | undefined {
  const options = project.properties(value);
  const text = (key: string): string | undefined => project.text(options.get(key));
  const authorizer = authorizing(options.get('authorizer'), at, project);
  if (name === 'http' || name === 'httpApi') {
    const whole = project.text(value);
    const route = httpOf(text('method'), whole === '*' ? '/' : whole ?? text('path'));
    return route && { kind: 'http', ...route, at, ...authorizer };
  }
  if (name === 'websocket') return { kind: 'socket', route: project.text(value) ?? text('route') ?? '$default', at, ...authorizer };
  return { kind: 'message', source: name, at };
}

/** A name, an ARN, `aws_iam`, or `{ name, arn, authorizerId, type }`. */
function authorizing(value: Value | undefined, at: Span, project: Linked): { readonly authorizer?: Authorizer } {
  if (!value || (value.kind === 'const' && !value.value)) return {};
  const options = project.properties(value);
  const label = [value, ...['name', 'type'].map((key) => options.get(key))].map((one) => project.text(one)).find((text) => text !== undefined && !text.includes('$'));
  return { authorizer: { label: label ?? 'authorizer', at } };
}
