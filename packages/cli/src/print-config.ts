import { relative } from 'node:path';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { openSession, type SessionOptions } from './session.js';

/** `assay print-config`: what is in force, for the whole project or for one file, as JSON. */
export async function printConfig(path: string | undefined, options: SessionOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const { host, project, settings } = await openSession(path === undefined ? [] : [path], options, io, load);
  const place = project.paths?.[0] ?? '';
  const rules = host.allRules.map(rule => [rule.id, { level: settings.level(rule.id, place), options: { ...rule.meta.defaults, ...settings.options.get(rule.id) } }] as const);
  const shown = {
    file: settings.file === undefined ? null : relative(project.root, settings.file), for: place === '' ? 'the project' : place,
    ignored: place !== '' && settings.ignored(place), failOn: settings.failOn, preset: settings.config.preset ?? 'recommended',
    rules: Object.fromEntries(rules), declare: settings.config.declare ?? {},
  };
  await io.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  return 0;
}
