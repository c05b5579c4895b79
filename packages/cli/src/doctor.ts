import { join, relative } from 'node:path';
import { coverageTable } from '@assay/report';
import { readBaseline } from './baseline-file.js';
import { disk } from './disk.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { problemLines } from './problems-text.js';
import { declarationLines, openSession, type Session, type SessionOptions } from './session.js';
import { VERSION } from './version.js';

/** `assay doctor`: what Assay sees of the machine and the project, one fact a line. Exit code 2 when something keeps a check from counting. */
export async function doctor(options: SessionOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  await io.stdout.write(`assay: ${VERSION}\nnode: ${process.version}\n`);
  const session = await openSession([], options, io, load);
  const { host: { engine }, project: { root }, settings } = session;
  const baseline = readBaseline(undefined, root, engine, io);
  await io.stdout.write([
    `root: ${root}`,
    `configuration: ${settings.file === undefined ? 'none, the defaults hold (assay init writes one)' : relative(root, settings.file)}`,
    `rules on: ${settings.rules.length} of ${session.host.rules.length}`,
    `baseline: ${baseline ? `${baseline.all.length} entries, ${baseline.all.length - baseline.holding.length} expired` : 'none'}`,
    `git: ${gitState(session)}`,
    `workspace: ${disk.exists(join(root, 'pnpm-workspace.yaml')) ? 'pnpm' : disk.exists(join(root, 'nx.json')) ? 'Nx' : disk.exists(join(root, 'turbo.json')) ? 'Turborepo' : 'none found, or npm'}`,
  ].map(line => `${line}\n`).join(''));
  const analysis = await session.judge();
  await io.stdout.write(coverageTable(analysis.result) + problemLines(analysis.result.problems) + declarationLines(session, analysis));
  const verdict = analysis.crashed ? 'a rule or an adapter failed; please report it' : analysis.judged === 0 ? 'no rule found anything to judge; is this the root of a backend?' : 'Assay can judge this project';
  await io.stdout.write(`verdict: ${verdict}\n`);
  return analysis.crashed || analysis.judged === 0 ? 2 : 0;
}

function gitState({ host: { engine }, project }: Session): string {
  try {
    return engine.Git.open(project.root).head() === undefined ? 'no commit yet' : 'ready for --since and --staged';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
