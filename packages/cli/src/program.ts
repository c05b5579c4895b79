import { Command, Option } from 'commander';
import { analyzeCommand, type AnalyzeCommandOptions } from './analyze-command.js';
import { baselineCommand, type BaselineAction, type BaselineOptions } from './baseline-command.js';
import { check, type CheckOptions } from './check.js';
import { doctor } from './doctor.js';
import { ENDPOINT_FORMATS, endpoints } from './endpoints.js';
import { explain } from './explain.js';
import { gateCommand, type GateCommandOptions } from './gate-command.js';
import type { Host } from './host.js';
import { init, type InitOptions } from './init.js';
import { inputs } from './inputs.js';
import type { Io } from './io.js';
import { analysisOptions, verdictOptions } from './options.js';
import { VERIFIED_DIALECTS } from './migrations/database.js';
import { migrationsVerify, VERIFY_FORMATS, type VerifyOptions } from './migrations/verify-command.js';
import { printConfig } from './print-config.js';
import { reportCommand, REVIEW_FORMATS, type ReportCommandOptions } from './report-command.js';
import { rulesList } from './rules-list.js';
import { scoreValidate } from './score-command.js';
import type { SessionOptions } from './session.js';
import { VERSION } from './version.js';
import { why } from './why.js';

const EXIT_CODES = '\nExit codes: 0 clean; 1 findings at or over --fail-on; 2 usage or configuration error, failed rule, nothing to judge, or unread files with --strict.';
const BASELINE_ACTIONS: Readonly<Record<BaselineAction, string>> = {
  create: 'take in the findings of today', update: 'take in the findings of today, and drop those that are gone', prune: 'drop the findings that are gone, and add none',
  check: 'list entries that are gone or expired, and fail when there are any',
};

/** The command line. Usage errors throw; what commander itself prints is put into `printed`, to be written when all is over. */
export function makeProgram(io: Io, load: () => Promise<Host>, printed: { out: string; err: string }, exit: (code: number) => void): Command {
  const program = new Command('assay')
    .description('Judges the backend in a repository by a catalogue of standards, without running it.')
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: text => { printed.out += text; }, writeErr: text => { printed.err += text; } })
    .showHelpAfterError('Run assay --help, or assay <command> --help, for what can be given.')
    .addHelpText('after', EXIT_CODES);
  judging(program, io, load, exit);
  asking(program, io, load, exit);
  trying(program, io, load, exit);
  reviewing(program, io, load, exit);
  settingUp(program, io, load, exit);
  return program;
}

function judging(program: Command, io: Io, load: () => Promise<Host>, exit: (code: number) => void): void {
  verdictOptions(analysisOptions(program.command('check')))
    .description('judge a project, and report what lies under the given paths (all of it by default)')
    .argument('[paths...]', 'files and folders of one project')
    .option('--since <ref>', 'report only what is new since this work parted from a git ref')
    .option('--staged', 'report only what the staged changes bring', false)
    .action(async (paths: string[], options: CheckOptions) => exit(await check(paths, options, io, load)));

  analysisOptions(program.command('analyze'))
    .description('judge, and write the result to a file for gate or merge; exit code 0 whatever was found')
    .argument('[paths...]', 'files and folders of one project')
    .requiredOption('-o, --output <file>', 'where to write the result')
    .option('--shard <i/n>', 'only this part of the packages, such as 2/3; auto takes it from the CI system')
    .action(async (paths: string[], options: AnalyzeCommandOptions) => exit(await analyzeCommand(paths, options, io, load)));

  const stored = (command: Command) => verdictOptions(command)
    .argument('<reports...>', 'files that assay analyze wrote')
    .option('--config <file>', 'use this configuration file instead of the one at the root')
    .option('--safe', 'accept a JSON configuration only', false)
    .action(async (files: string[], options: GateCommandOptions) => exit(await gateCommand(files, options, io, load)));
  stored(program.command('gate')).description('give the verdict on stored results');
  stored(program.command('merge')).description('put the shards of one run together, in any order, and give the verdict').option('-o, --output <file>', 'write the whole result to a file as well');

  const baseline = program.command('baseline').description('manage the findings that are let through because they were there before');
  for (const [action, description] of Object.entries(BASELINE_ACTIONS)) {
    analysisOptions(baseline.command(action)).description(description).option('--baseline <file>', 'the file (default: .assay-baseline.json at the root)')
      .action(async (options: BaselineOptions) => exit(await baselineCommand(action as BaselineAction, options, io, load)));
  }
}

function asking(program: Command, io: Io, load: () => Promise<Host>, exit: (code: number) => void): void {
  analysisOptions(program.command('why'))
    .description('explain every verdict on an endpoint or a place, step by step')
    .argument('<endpoint or path:line>', 'such as "PATCH /users/{id}" or src/users.ts:88')
    .argument('[rule]', 'explain the verdicts of this rule only')
    .option('--root <folder>', 'the project to look in (default: the one of the current folder)')
    .action(async (target: string, rule: string | undefined, options: SessionOptions & { root?: string }) => exit(await why(target, rule, options, io, load)));

  analysisOptions(program.command('explain'))
    .description('explain a rule, or one finding by its fingerprint')
    .argument('<rule or fingerprint>')
    .action(async (what: string, options: SessionOptions) => exit(await explain(what, options, io, load)));

  program.command('rules')
    .description('list the rules')
    .option('--json', 'with all that is known of them, as JSON', false)
    .action(async (options: { json: boolean }) => io.stdout.write(rulesList((await load()).allRules, options.json)));

  analysisOptions(program.command('endpoints'))
    .description('list what can be called from outside: guard, reads, writes, transaction, idempotency, tests')
    .argument('[paths...]', 'files and folders of one project')
    .addOption(new Option('-f, --format <name>', ENDPOINT_FORMATS.join(', ')).default('table'))
    .action(async (paths: string[], options: SessionOptions & { format: string }) => exit(await endpoints(paths, options, io, load)));
}

function trying(program: Command, io: Io, load: () => Promise<Host>, exit: (code: number) => void): void {
  analysisOptions(program.command('migrations').description('work with the migrations of a project').command('verify'))
    .description('apply the SQL migrations to a database in memory, take each back, and tell what is not as it was; exit code 1 when something is')
    .argument('[paths...]', 'folders of migrations of one project')
    .addOption(new Option('--dialect <name>', 'only migrations for this database').choices(VERIFIED_DIALECTS))
    .option('--database-url <url>', 'an empty PostgreSQL database to use instead; the migrations stay applied to it')
    .option('--baseline <file.sql>', 'run this first, for folders that do not start from empty; existing: what the database at --database-url holds')
    .addOption(new Option('-f, --format <name>', VERIFY_FORMATS.join(', ')).choices(VERIFY_FORMATS).default('text'))
    .action(async (paths: string[], options: VerifyOptions) => exit(await migrationsVerify(paths, options, io, load)));
}

function reviewing(program: Command, io: Io, load: () => Promise<Host>, exit: (code: number) => void): void {
  analysisOptions(program.command('report'))
    .description('write the evidence for a review: standards by entry point, findings, ratings by step')
    .argument('[paths...]', 'files and folders of one project')
    .addOption(new Option('-f, --format <name>', REVIEW_FORMATS.join(', ')).default('html'))
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addOption(new Option('--verbosity <name>', 'how much -f brief says: terse, balanced, verbose').default('balanced'))
    .option('--since <ref>', 'the definition of done for what changed since this work parted from a git ref')
    .option('--import <file.sarif>', 'show what another tool found beside it, repeatable; it counts in nothing', (value: string, before: readonly string[]) => [...before, value], [])
    .option('--previous <report.json>', 'an earlier report (-f json), for the trend')
    .action(async (paths: string[], options: ReportCommandOptions) => exit(await reportCommand(paths, options, io, load)));

  program.command('score').description('work with the ratings of a review').command('validate')
    .description('hold ratings against the evidence of a report; exit code 1 when one contradicts it')
    .argument('<ratings.json>', '{"ratings": [{"step": 2, "rating": 0.8, "justification": "..."}]}')
    .requiredOption('--report <report.json>', 'what assay report -f json wrote')
    .action(async (ratings: string, options: { report: string }) => exit(await scoreValidate(ratings, options, io)));
}

function settingUp(program: Command, io: Io, load: () => Promise<Host>, exit: (code: number) => void): void {
  analysisOptions(program.command('init'))
    .description('show the stack and the largest unknowns, and what a configuration and a CI job would be')
    .option('-y, --yes', 'write them', false)
    .action(async (options: InitOptions) => exit(await init(options, io, load)));

  analysisOptions(program.command('print-config'))
    .description('print the configuration in force, for the project or one file')
    .argument('[file]')
    .action(async (file: string | undefined, options: SessionOptions) => exit(await printConfig(file, options, io, load)));

  analysisOptions(program.command('inputs'))
    .description('list the files that a run depends on, by package')
    .option('--json', 'as JSON', false)
    .action(async (options: SessionOptions & { json: boolean }) => exit(await inputs(options, io, load)));

  analysisOptions(program.command('doctor'))
    .description('show what Assay sees of this machine and project')
    .action(async (options: SessionOptions) => exit(await doctor(options, io, load)));
}
