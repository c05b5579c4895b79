import type { PathValue, RepoPath, Setup, SetupCall, Value } from '@assay/contract';

type RunPlugin = (plugin: Value, options: undefined, prefix: string | undefined, parent: PathValue, key: string, call: Pick<SetupCall, 'at' | 'conditional'>, setup: Setup) => void;

const SCRIPT = /\.(?:[cm]?js|[cm]?ts)$/;
const INDEX = /^index\.(?:[cm]?js|[cm]?ts)$/;
const AUTOHOOKS = /^[_.]?auto_?-?hooks\.(?:[cm]?js|[cm]?ts)$/i;
const IGNORED = /(?:\.d\.ts|\.test\.[cm]?[jt]s|\.spec\.[cm]?[jt]s)$/;

/**
 * The directory convention of @fastify/autoload (https://github.com/fastify/fastify-autoload): an index file stands for its folder, folders are
 * prefixes, `autohooks` files hook what lies beside (and with `cascadeHooks` below) them.
 */
export function autoload(settings: ReadonlyMap<string, Value>, instance: PathValue, call: SetupCall, setup: Setup, run: RunPlugin): void {
  const folder = settings.get('dir') && setup.folder(settings.get('dir') as Value, call.file);
  if (folder === undefined) return;
  const options = settings.get('options');
  const prefix = options ? setup.project.text(setup.project.properties(options).get('prefix')) ?? '' : '';
  const flag = (name: string): boolean | undefined => {
    const value = settings.get(name);
    return value?.kind === 'const' ? Boolean(value.value) : undefined;
  };
  const walk: Walk = { call, setup, run, named: flag('dirNameRoutePrefix') !== false, params: flag('routeParams') === true, hooks: flag('autoHooks') === true, cascade: flag('cascadeHooks') === true };
  load(folder, prefix, instance, [], walk);
}

interface Walk {
  readonly call: SetupCall; readonly setup: Setup; readonly run: RunPlugin;
  readonly named: boolean; readonly params: boolean; readonly hooks: boolean; readonly cascade: boolean;
}

function load(folder: RepoPath, prefix: string, instance: PathValue, inherited: readonly RepoPath[], walk: Walk): void {
  const { files, folders } = list(folder, walk.setup);
  const index = files.find((name) => INDEX.test(name));
  const own = walk.hooks ? files.filter((name) => AUTOHOOKS.test(name)).map((name) => `${folder}/${name}`) : [];
  const hooks = [...(walk.cascade ? inherited : []), ...own];
  const plugins = index ? [index] : files.filter((name) => !AUTOHOOKS.test(name));
  for (const name of plugins) mount(`${folder}/${name}`, prefix, instance, hooks, walk);
  for (const name of folders) load(`${folder}/${name}`, walk.named ? `${prefix}/${segment(name, walk)}` : prefix, instance, hooks, walk);
}

/** One plugin file in a context of its own, with the hooks that cover its folder lifted into that context. */
function mount(path: RepoPath, prefix: string, instance: PathValue, hooks: readonly RepoPath[], walk: Walk): void {
  const { setup, call, run } = walk;
  const plugin = pluginOf(path, setup);
  const own = setup.project.text(setup.project.exported(path, 'autoPrefix'));
  const full = setup.project.text(setup.project.exported(path, 'prefixOverride')) ?? (own === undefined ? prefix : `${prefix}/${own.replace(/^\//, '')}`);
  if (plugin.kind === 'path') return run(plugin, undefined, full, instance, path, call, setup);
  if (hooks.length === 0) return run(plugin, undefined, full, instance, path, call, setup);
  const outer = setup.object('fastify', `${instance.key}/${path}#hooks`);
  const scope = setup.scope(outer.key, () => ({ framework: 'fastify', order: 'encapsulated', at: call.at }));
  const parent = setup.scope(instance.key, () => ({ framework: 'fastify', order: 'encapsulated', at: call.at }));
  parent.items.push({ kind: 'mount', scope, at: call.at });
  for (const hook of hooks) setup.enter(pluginOf(hook, setup), [{ value: outer, labels: 0 }]);
  run(plugin, undefined, full, outer, path, call, setup);
}

function pluginOf(path: RepoPath, setup: Setup): Value {
  const value = setup.project.exported(path, 'default');
  return value.kind === 'module' ? setup.project.member(value, 'default') : value;
}

function segment(name: string, walk: Walk): string {
  return walk.params && name.startsWith('_') ? `:${name.slice(1)}` : name;
}

function list(folder: RepoPath, setup: Setup): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const files: string[] = [];
  const folders = new Set<string>();
  for (const path of setup.project.paths) {
    if (!path.startsWith(`${folder}/`)) continue;
    const rest = path.slice(folder.length + 1).split('/');
    const [name = ''] = rest;
    if (rest.length > 1) folders.add(name);
    else if (SCRIPT.test(name) && !IGNORED.test(name)) files.push(name);
  }
  return { files, folders: [...folders].sort() };
}
