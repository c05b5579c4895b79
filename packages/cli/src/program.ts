import { Command, Option } from 'commander';
import { SEVERITIES } from '@assay/contract';
import { check, type CheckOptions } from './check.js';
import { FORMAT_NAMES } from './formats.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { didYouMean } from './nearest.js';
import { rulesList } from './rules-list.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';
import { why } from './why.js';

const FAIL_ON: readonly string[] = [...SEVERITIES, 'never'];

/** The command line. Usage errors throw; what commander itself prints is put into `printed`, to be written when all is over. */
export function makeProgram(io: Io, load: () => Promise<Host>, printed: { out: string; err: string }, exit: (code: number) => void): Command {
  const program = new Command('assay')
    .description('Judges the backend in a repository by a catalogue of standards, without running it.')
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: text => { printed.out += text; }, writeErr: text => { printed.err += text; } })
    .showHelpAfterError('Run assay --help, or assay <command> --help, for what can be given.')
    .addHelpText('after', '\nExit codes: 0 clean; 1 findings at or over --fail-on; 2 usage error, failed rule, nothing to judge, or unread files with --strict.');

  program.command('check')
    .description('judge a project, and report what lies under the given paths (all of it by default)')
    .argument('[paths...]', 'files and folders of one project')
    .option('-f, --format <name[=file]>', `report format, repeatable: ${FORMAT_NAMES.join(', ')} (default: stylish)`, collect, [])
    .addOption(new Option('--fail-on <severity>', `least severity that fails the run: ${FAIL_ON.join(', ')}`).default('major').argParser(failOn))
    .option('--no-rollup', 'list every finding of a systemic kind on its own')
    .option('--strict', 'fail with 2 when something could not be read', false)
    .option('--allow-empty', 'do not fail when there is nothing to judge', false)
    .option('--no-inline-config', 'do not obey eslint-disable directives')
    .addOption(new Option('--color', 'colour the report'))
    .addOption(new Option('--no-color', 'do not colour the report'))
    .action(async (paths: string[], options: CheckOptions) => exit(await check(paths, options, io, load)));

  program.command('why')
    .description('explain every verdict on an endpoint or a place, step by step')
    .argument('<endpoint or path:line>', 'such as "PATCH /users/{id}" or src/users.ts:88')
    .argument('[rule]', 'explain the verdicts of this rule only')
    .option('--root <folder>', 'the project to look in (default: the one of the current folder)')
    .action(async (target: string, rule: string | undefined, options: { root?: string }) => exit(await why(target, rule, options, io, load)));

  program.command('rules')
    .description('list the rules')
    .option('--json', 'with all that is known of them, as JSON', false)
    .action(async (options: { json: boolean }) => io.stdout.write(rulesList((await load()).allRules, options.json)));

  return program;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function failOn(value: string): string {
  if (!FAIL_ON.includes(value)) throw new UsageError(`--fail-on does not know '${value}'.${didYouMean(value, FAIL_ON)} Give one of ${FAIL_ON.join(', ')}.`);
  return value;
}
