import { relative } from 'node:path';
import type { BaselineEntry } from '@assay/engine';
import { violationsOf } from '@assay/report';
import { baselinePath, readBaseline, type BaselineChoice } from './baseline-file.js';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { openSession, type Session, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';

export interface BaselineOptions extends SessionOptions {
  readonly baseline: BaselineChoice;
}

export type BaselineAction = 'create' | 'update' | 'prune' | 'check';

/** `assay baseline`: writes the findings that there are now, so that only new ones fail; or looks whether the file still fits. */
export async function baselineCommand(action: BaselineAction, options: BaselineOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const session = await openSession([], options, io, load);
  const { host: { engine }, project } = session;
  const path = baselinePath(options.baseline, project.root, engine, io);
  const name = relative(io.cwd, path);
  if (action === 'create' && disk.exists(path)) throw new UsageError(`${name} is there already. To take today's findings in: assay baseline update. To drop those that are gone: assay baseline prune.`);
  if (action !== 'create' && !disk.exists(path)) throw new UsageError(`There is no baseline ${name}. Make one with: assay baseline create`);
  const before = action === 'create' ? undefined : readBaseline(options.baseline, project.root, engine, io);
  const analysis = await session.judge();
  if (analysis.crashed) throw new UsageError('A rule or an adapter failed, so the findings are not complete. Nothing was written. Run assay check to see which.');
  const found = violationsOf(analysis.result);
  const old = before?.all ?? [];
  const matched = engine.matchKnown(old, [...found, ...analysis.result.suppressed.map(({ finding }) => finding)]);
  const there = new Set(matched.values());
  const gone = old.filter(entry => !there.has(entry));
  if (action === 'check') return report(old, gone, before?.holding ?? [], name, io);
  const kept = action === 'prune' ? found.filter(finding => matched.has(finding)) : found;
  write(path, engine.formatBaseline(engine.updated(kept, old)), session);
  const added = kept.filter(finding => !matched.has(finding)).length;
  await io.stderr.write(`${name}: ${kept.length} ${kept.length === 1 ? 'finding' : 'findings'} (${added} added, ${gone.length} removed). Commit it.\n`);
  return 0;
}

function write(path: string, text: string, { project }: Session): void {
  try {
    disk.replace(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(project.root, '.') : String(error);
    throw new UsageError(`The baseline could not be written (${reason}). What was there is unchanged.`);
  }
}

async function report(all: readonly BaselineEntry[], gone: readonly BaselineEntry[], holding: readonly BaselineEntry[], name: string, io: Io): Promise<number> {
  const held = new Set(holding);
  const expired = all.filter(entry => !held.has(entry) && !gone.includes(entry));
  const lines = [
    ...gone.map(entry => `gone: ${text(entry)}`),
    ...expired.map(entry => `expired: ${text(entry)} on ${entry.expires}${entry.owner === undefined ? '' : `, owner ${entry.owner}`}`),
    `${name}: ${all.length} entries, ${gone.length} gone, ${expired.length} expired.${gone.length > 0 ? ' Run: assay baseline prune' : ''}`,
  ];
  await io.stdout.write(lines.map(line => `${line}\n`).join(''));
  return gone.length + expired.length > 0 ? 1 : 0;
}

function text({ rule, subject, path }: BaselineEntry): string {
  return `${rule}: ${subject} (${path})`;
}
