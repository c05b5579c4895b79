import type { PipelineCheck, RepoPath } from '@assay/contract';
import { asObject, asString, asStrings, type Json } from '../jsonc.js';
import { parseYaml } from '../yaml.js';
import { kindsOf, type Scripts } from './commands.js';

interface Step { readonly command: string; readonly folder: string; readonly blocks: boolean }

/** Reads a local action's file; undefined when there is none. */
export type ReadText = (path: RepoPath) => string | undefined;

/** The checks that a pipeline runs: a workflow of GitHub Actions or the file of GitLab CI. None when it cannot be read. */
export function pipelineChecks(path: RepoPath, text: string, scripts: Scripts, read: ReadText): readonly PipelineCheck[] {
  const document = parsed(text);
  if (!document) return [];
  return path.startsWith('.github/') ? githubChecks(path, document, scripts, read) : gitlabChecks(path, document, scripts);
}

function parsed(text: string): Json | undefined {
  try {
    return asObject(parseYaml(text, { merge: true, logLevel: 'silent' }));
  } catch {
    return undefined;
  }
}

function githubChecks(path: RepoPath, document: Json, scripts: Scripts, read: ReadText): readonly PipelineCheck[] {
  const events = typeof document['on'] === 'string' ? [document['on']] : Array.isArray(document['on']) ? asStrings(document['on']) : Object.keys(asObject(document['on']) ?? {});
  const onChange = events.some((event) => ['pull_request', 'pull_request_target', 'push', 'merge_group', 'workflow_call'].includes(event));
  const around = folderOf(document['defaults'], '');
  return Object.entries(asObject(document['jobs']) ?? {}).flatMap(([job, given]) => {
    const said = asObject(given) ?? {};
    const folder = folderOf(said['defaults'], around);
    const blocks = said['continue-on-error'] !== true && said['if'] !== false;
    return stepsOf(said['steps'], folder, blocks, read).flatMap((step) => checksOf(step, { path, job, onChange }, scripts));
  });
}

function folderOf(defaults: unknown, otherwise: string): string {
  return asString(asObject(asObject(defaults)?.['run'])?.['working-directory']) ?? otherwise;
}

/** The commands of steps, those of local actions in their place. A step that is switched off runs none. */
function stepsOf(steps: unknown, folder: string, blocks: boolean, read: ReadText, depth = 0): readonly Step[] {
  return (Array.isArray(steps) ? steps : []).flatMap((given): readonly Step[] => {
    const step = asObject(given) ?? {};
    if (step['if'] === false) return [];
    if (step['parallel'] !== undefined) return stepsOf(step['parallel'], folder, blocks, read, depth + 1);
    const stops = blocks && step['continue-on-error'] !== true;
    const command = asString(step['run']);
    if (command !== undefined) return [{ command, folder: (asString(step['working-directory']) ?? folder).replace(/^\.\/|\/$/g, '').replace(/^\.$/, ''), blocks: stops && !/\|\|\s*true\b/.test(command) }];
    const action = /^\.\/(.+?)\/?$/.exec(asString(step['uses']) ?? '')?.[1];
    const text = action === undefined || depth > 3 ? undefined : read(`${action}/action.yml`) ?? read(`${action}/action.yaml`);
    return text === undefined ? [] : stepsOf(asObject(parsed(text)?.['runs'])?.['steps'], folder, stops, read, depth + 1);
  });
}

const GITLAB_WORDS: ReadonlySet<string> = new Set(['stages', 'variables', 'default', 'include', 'workflow', 'image', 'services', 'cache', 'before_script', 'after_script', 'pages']);

function gitlabChecks(path: RepoPath, document: Json, scripts: Scripts): readonly PipelineCheck[] {
  return Object.entries(document).flatMap(([job, given]) => {
    const said = asObject(given);
    if (!said || GITLAB_WORDS.has(job) || job.startsWith('.')) return [];
    const bases = typeof said['extends'] === 'string' ? [said['extends']] : asStrings(said['extends']);
    const lines = said['script'] ?? bases.map((name) => asObject(document[name])?.['script']).find((script) => script !== undefined);
    const blocks = said['allow_failure'] !== true && said['when'] !== 'manual';
    return (typeof lines === 'string' ? [lines] : asStrings(lines)).flatMap((command) => checksOf({ command, folder: '', blocks }, { path, job, onChange: true }, scripts));
  });
}

/** A check of each kind that the command runs; the line of it that says so. */
function checksOf({ command, folder, blocks }: Step, at: Pick<PipelineCheck, 'path' | 'job' | 'onChange'>, scripts: Scripts): readonly PipelineCheck[] {
  return command.split(/\r?\n/).flatMap((line) => [...kindsOf(line, folder, scripts)].sort().map((kind) => ({ kind, ...at, command: line.trim(), blocks })));
}
