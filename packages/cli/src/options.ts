import { SEVERITIES } from '@assay/contract';
import { didYouMean } from '@assay/config';
import { Option, type Command } from 'commander';
import { FORMAT_NAMES } from './formats.js';
import { UsageError } from './usage-error.js';

const FAIL_ON: readonly string[] = [...SEVERITIES, 'never'];

/** Options of every command that analyses. */
export function analysisOptions(command: Command): Command {
  return command
    .option('--config <file>', 'use this configuration file instead of the one at the root')
    .option('--safe', 'run no code of the analysed repository: accept a JSON configuration only', false)
    .option('--no-inline-config', 'do not obey eslint-disable directives')
    .option('--no-cache', 'keep nothing between runs, and use nothing that was kept')
    .option('--cache-location <folder>', 'keep it in this folder (default: node_modules/.cache/assay, or .assay-cache without node_modules)')
    .addOption(new Option('--timeout <seconds>', 'give up after this time').argParser(positive('--timeout')))
    .option('--stats', 'print how long each stage took', false);
}

/** Options of every command that gives a verdict. */
export function verdictOptions(command: Command): Command {
  return command
    .option('-f, --format <name[=file]>', `report format, repeatable: ${FORMAT_NAMES.join(', ')} (default: stylish)`, collect, [])
    .addOption(new Option('--fail-on <severity>', `least severity that fails the run: ${FAIL_ON.join(', ')} (default: that of the configuration, else major)`).argParser(failOn))
    .option('--baseline <file>', 'let the findings of this baseline through (default: .assay-baseline.json at the root)')
    .option('--no-baseline', 'use no baseline')
    .option('--strict-baseline', 'fail when the baseline has entries that are not needed any more', false)
    .option('--no-rollup', 'list every finding of a systemic kind on its own')
    .option('--strict', 'fail with 2 when something could not be read', false)
    .option('--allow-empty', 'do not fail when there is nothing to judge', false)
    .option('--quiet', 'show violations only, and no coverage', false)
    .addOption(new Option('--max-findings <number>', 'show at most this many on the terminal; all count').argParser(positive('--max-findings')))
    .addOption(new Option('--color', 'colour the report'))
    .addOption(new Option('--no-color', 'do not colour the report'));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function failOn(value: string): string {
  if (!FAIL_ON.includes(value)) throw new UsageError(`--fail-on does not know '${value}'.${didYouMean(value, FAIL_ON)} Give one of ${FAIL_ON.join(', ')}.`);
  return value;
}

function positive(option: string): (value: string) => number {
  return value => {
    const number = Number(value);
    if (!(number > 0)) throw new UsageError(`${option} needs a number above 0, not '${value}'.`);
    return number;
  };
}
