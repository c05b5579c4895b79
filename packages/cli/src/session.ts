import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readSettings, unusedDeclarations, type Settings } from '@assay/config';
import type { Analysis, AnalyzeOptions } from '@assay/engine';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { progressLine } from './progress.js';
import { findProject, type Project } from './project.js';
import { Stages } from './stages.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** What the command line says of every analysis. */
export interface SessionOptions {
  readonly config?: string;
  readonly safe: boolean;
  readonly inlineConfig: boolean;
  readonly cache: boolean;
  readonly cacheLocation?: string;
  /** Seconds after which the analysis is given up. */
  readonly timeout?: number;
  readonly stats: boolean;
}

/** A project with its settings, ready to be judged. */
export interface Session {
  readonly host: Host;
  readonly project: Project;
  readonly settings: Settings & { readonly file?: string };
  /** Judges the project, or what a folder holds in its place (an earlier revision). Not rolled up. */
  judge(more?: Partial<AnalyzeOptions>): Promise<Analysis>;
}

/** What the configuration decides, or where the project lies. */
const OWN: readonly (keyof AnalyzeOptions)[] = ['root', 'rules', 'adapters', 'ruleOptions', 'level', 'reports'];

/** Finds the project of `paths` and reads its configuration. */
export async function openSession(paths: readonly string[], options: SessionOptions, io: Io, load: () => Promise<Host>): Promise<Session> {
  const host = await load();
  const project = findProject(paths, io.cwd, host);
  const settings = settingsOf(project.root, host, options, io);
  const cache = options.cache ? { cache: options.cacheLocation === undefined ? host.engine.defaultCachePath(project.root) : resolve(io.cwd, options.cacheLocation) } : {};
  // What a command asks of its own (an earlier revision, other rules) is not what the configuration says.
  const keyOf = (more: Partial<AnalyzeOptions>) => (host.codeId && options.cache && OWN.every(name => more[name] === undefined) ? { key: host.engine.runKey([host.codeId(), settings.config]) } : {});
  const started = performance.now();
  const judge = async (more: Partial<AnalyzeOptions> = {}): Promise<Analysis> => {
    const progress = progressLine(io);
    const stages = new Stages();
    const onProgress = (stage: string, done: number, total: number) => {
      stages.enter(stage);
      if (options.timeout !== undefined && performance.now() - started > options.timeout * 1_000) {
        throw new UsageError(`Given up after --timeout ${options.timeout} seconds, at: ${stage}. Give it more, or judge fewer files.`);
      }
      progress.show(stage, done, total);
    };
    try {
      const analysis = host.analyze({
        ...project, rules: settings.rules, get adapters() { return [...settings.adapters, ...host.adapters]; }, ruleOptions: settings.options, rollup: false, inlineConfig: options.inlineConfig,
        level: settings.level, reports: path => !settings.ignored(path), tool: { name: 'assay', version: VERSION }, onProgress, ...cache, ...keyOf(more), ...more,
      });
      for (const warning of analysis.warnings) await io.stderr.write(`warning: ${warning}\n`);
      return analysis;
    } finally {
      await progress.clear();
      if (options.stats) await io.stderr.write(stages.text());
    }
  };
  return { host, project, settings, judge };
}

/** The settings of the project at `root`, from its own configuration file or the one that is named. */
export function settingsOf(root: string, host: Host, { config, safe }: Pick<SessionOptions, 'config' | 'safe'>, io: Pick<Io, 'cwd'>): Settings & { readonly file?: string } {
  const known = new Set(host.rules.map(rule => rule.id));
  const always = host.allRules.filter(rule => !known.has(rule.id));
  return readSettings({ root, rules: host.rules, always, safe, ...(config === undefined ? {} : { file: resolve(io.cwd, config) }) });
}

/** A line for each declaration of the configuration that nothing in the project matches. */
export function declarationLines({ settings }: Session, { endpoints, sources }: Pick<Analysis, 'endpoints' | 'sources'>): string {
  const { declare } = settings.config;
  return declare ? unusedDeclarations(declare, endpoints, sources).map(text => `note: ${text}\n`).join('') : '';
}
