// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
import type { Linked, RepoPath, Span, Value } from '@assay/contract';
import { folderOf, handlerOf, httpOf, type Authorizer, type Deployed, type DeployedEvent } from './deployed.js';

const TEMPLATE = /(?:^|\/)(?:template|sam)(?:-[\w-]+)?(?:\.[\w-]+)*\.ya?ml$/;

type Properties = ReadonlyMap<string, Value>;

/** One template: what it declares, and what holds for all functions and interfaces in it. */
interface Template { readonly path: RepoPath; readonly resources: ReadonlyMap<string, Properties>; readonly globals: Properties; readonly project: Linked }

/** The functions that templates of the AWS Serverless Application Model deploy. */
export function samFunctions(project: Linked): readonly Deployed[] {
  return project.files.filter((file) => TEMPLATE.test(file.path)).flatMap(({ path }) => {
    const whole = project.properties(project.exported(path, 'default'));
    const below = (value: Value | undefined): Properties => (value ? project.properties(value) : new Map<string, Value>());
    const template: Template = { path, resources: new Map([...below(whole.get('Resources'))].map(([name, value]) => [name, project.properties(value)])), globals: below(whole.get('Globals')), project };
    return [...template.resources].flatMap(([name, resource]) => (project.text(resource.get('Type')) === 'AWS::Serverless::Function' ? functionOf(name, resource, template) : []));
  });
}

function functionOf(name: string, resource: Properties, template: Template): readonly Deployed[] {
  const { project } = template;
  const shared = child(template.globals, 'Function', project);
  const own = child(resource, 'Properties', project);
  const text = (key: string): string | undefined => project.text(own.get(key)) ?? project.text(shared.get(key));
  const written = text('Handler');
  if (written === undefined) return [];
  const folder = `${folderOf(template.path)}/${text('CodeUri') ?? ''}`;
  const entries = child(child(resource, 'Metadata', project), 'BuildProperties', project).get('EntryPoints');
  const built = (entries ? project.items(entries) ?? [] : []).flatMap((entry) => project.text(entry) ?? []).map((entry) => `${entry.replace(/\.\w+$/, '')}.${written.split('.').at(-1) ?? ''}`);
  const handler = [written, ...built].map((one) => handlerOf(one, [folder], project)).find((value) => value !== undefined);
  const events = [...child(own, 'Events', project).values()].flatMap((event) => eventOf(event, template) ?? []);
  return handler ? [{ name, handler, events }] : [];
}

function child(of: Properties, name: string, project: Linked): Properties {
  const value = of.get(name);
  return value ? project.properties(value) : new Map<string, Value>();
}

function eventOf(event: Value, template: Template): DeployedEvent | undefined {
  const { project } = template;
  const options = project.properties(event);
  const properties = child(options, 'Properties', project);
  const type = project.text(options.get('Type'));
  const at = project.spanOfValue(event);
  if (type === undefined || !at) return undefined;
  if (type !== 'Api' && type !== 'HttpApi') return { kind: 'message', source: type, at };
  const route = httpOf(project.text(properties.get('Method')), project.text(properties.get('Path')) ?? '/{proxy}');
  return route && { kind: 'http', ...route, at, ...authorizing(properties, type, at, template) };
}

/** The event's own authorizer, else the default one of its interface; `NONE` lets everyone in. */
function authorizing(properties: Properties, type: 'Api' | 'HttpApi', at: Span, template: Template): { readonly authorizer?: Authorizer } {
  const { project } = template;
  const named = project.text(properties.get(type === 'Api' ? 'RestApiId' : 'ApiId'));
  const api = named === undefined ? undefined : template.resources.get(named);
  const defaults = [api ? child(api, 'Properties', project) : new Map<string, Value>(), child(template.globals, type, project)];
  const own = child(properties, 'Auth', project).get('Authorizer');
  const label = [own, ...defaults.map((one) => child(one, 'Auth', project).get('DefaultAuthorizer'))].map((value) => project.text(value)).find((text) => text !== undefined);
  return label === undefined || label === 'NONE' ? {} : { authorizer: { label, at } };
}
