import type { FrameworkAdapter, RepoPath, Rule, Severity } from '@assay/contract';
import type { AssayConfig, Level, Preset, RuleSetting } from './config.js';
import { declarationAdapter } from './declarations.js';
import { globTest } from './glob.js';

/** A configuration in force, as both hosts use it. */
export interface Settings {
  /** The rules that are on somewhere. */
  readonly rules: readonly Rule[];
  /** Options by rule id, where they differ from the defaults. */
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The level of a rule in a file: `on` leaves the rule its own severities. */
  level(rule: string, path: RepoPath): Level;
  /** Is nothing to be reported on this file? */
  ignored(path: RepoPath): boolean;
  /** To be given before all other adapters: the declarations. */
  readonly adapters: readonly FrameworkAdapter[];
  readonly failOn: Severity | 'never';
  readonly config: AssayConfig;
}

/**
 * What a configuration says of these rules. `always` are rules outside the presets, such as the engine's own about directives; `unsaid` is the
 * preset in force when it names none.
 */
export function settingsOf(config: AssayConfig, rules: readonly Rule[], always: readonly Rule[] = [], unsaid: Preset = 'recommended'): Settings {
  const presets = typeof config.preset === 'string' ? [config.preset] : config.preset ?? [unsaid];
  const base = new Map<string, Level>([...rules.map(rule => [rule.id, presets.some(preset => isIn(preset, rule)) ? 'on' : 'off'] as const), ...always.map(rule => [rule.id, 'on'] as const)]);
  for (const [id, setting] of Object.entries(config.rules ?? {})) base.set(id, levelOf(setting) ?? (base.get(id) === 'off' ? 'on' : base.get(id) ?? 'on'));
  const overrides = (config.overrides ?? []).map(({ files, rules: levels }) => ({ tests: files.map(globTest), levels }));
  const level = (rule: string, path: RepoPath): Level => {
    const last = overrides.findLast(({ tests, levels }) => levels[rule] !== undefined && tests.some(test => test(path)));
    return last?.levels[rule] ?? base.get(rule) ?? 'on';
  };
  const ignores = (config.ignore ?? []).map(globTest);
  return {
    rules: rules.filter(({ id }) => base.get(id) !== 'off' || overrides.some(({ levels }) => (levels[id] ?? 'off') !== 'off')),
    options: new Map(Object.entries(config.rules ?? {}).flatMap(([id, setting]) => (typeof setting === 'object' && setting.options ? [[id, setting.options] as const] : []))),
    level,
    ignored: path => ignores.some(test => test(path)),
    adapters: config.declare ? [declarationAdapter(config.declare)] : [],
    failOn: config.failOn ?? (presets.includes('strict') ? 'minor' : 'major'),
    config,
  };
}

function levelOf(setting: RuleSetting): Level | undefined {
  return typeof setting === 'string' ? setting : setting.level;
}

function isIn(preset: Preset, { meta }: Rule): boolean {
  if (meta.lifecycle === 'deprecated') return false;
  const settled = meta.lifecycle !== 'experimental';
  switch (preset) {
    case 'strict': return true;
    case 'recommended': return settled;
    case 'security': return settled && meta.category === 'security';
    case 'data': return settled && (meta.category === 'data' || meta.standard === 'rollback' || meta.standard === 'n-plus-one');
  }
}
