// https://docs.temporal.io/develop/typescript
import { defineAdapter, pathFrom, walk, type CallExpr, type ExprOf, type FileFacts, type FunctionValue, type Linked, type ModelNode, type PathValue, type RepoPath, type Value } from '@assay/contract';
import { optionsOf, sourcesOf } from '../nest/values.js';

const FRAMEWORK = 'temporal';
const VERBS: ReadonlySet<string> = new Set(['create', 'bundleWorkflowCode', 'setHandler']);
const ENDINGS: readonly string[] = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.tsx', '/index.ts', '/index.js'];

/** What a worker runs (workflows of a module, activities of an object), what a workflow listens to, and what a schedule starts. */
function* jobs(project: Linked): Generator<ModelNode> {
  const { role } = sourcesOf(project);
  const met = new Set<string>();
  for (const file of project.files) {
    if (role(file.path) !== 'product') continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) {
        if (expr.kind !== 'call' || !isNamed(expr, file)) continue;
        for (const value of optionsOf(project.evaluate(expr, project.envOf(file, id)))) {
          for (const job of value.kind === 'path' ? jobsOf(value, expr, file, project) : []) {
            const key = job.kind === 'job' ? `${job.name}@${job.at.path}:${job.at.start}` : '';
            if (!met.has(key)) yield job;
            met.add(key);
          }
        }
      }
    }
  }
}

function isNamed(expr: ExprOf<'call'>, file: FileFacts): boolean {
  const { callee } = expr;
  return VERBS.has(callee.kind === 'member' ? callee.name : callee.kind === 'name' ? file.bindings[callee.binding]?.imported?.name ?? '' : '');
}

function* jobsOf(path: PathValue, expr: CallExpr, file: FileFacts, project: Linked): Generator<ModelNode> {
  const options = project.argument(path, 0);
  const at = project.span(file, expr.at);
  switch (`${path.root} ${path.path}`) {
    case '@temporalio/worker Worker.create()': case '@temporalio/worker bundleWorkflowCode()':
      if (options) yield* workerJobs(project.properties(options), file, at, project);
      return;
    case '@temporalio/workflow setHandler()': {
      const handler = project.argument(path, 1);
      const name = options?.kind === 'path' ? project.text(project.argument(options, 0)) : undefined;
      if (handler && name !== undefined && functionsIn(handler).length > 0) yield { kind: 'job', name, framework: FRAMEWORK, at, handler };
      return;
    }
    default:
      if (path.root === '@temporalio/client' && path.path.endsWith('chedule.create()') && options) yield* scheduled(project.properties(options), at, project);
  }
}

function* workerJobs(options: ReadonlyMap<string, Value>, file: FileFacts, at: { readonly path: string; readonly start: number; readonly end: number }, project: Linked): Generator<ModelNode> {
  const workflows = moduleOf(options.get('workflowsPath'), file, project);
  for (const [name, fn] of workflows ? exportsOf(workflows, project, 0) : []) yield named(name, fn, project);
  const activities = options.get('activities');
  for (const [name, value] of activities ? membersOf(activities, project) : []) {
    for (const fn of functionsIn(value).slice(0, 1)) yield { ...named(name, fn, project), at: fn.file === file ? at : named(name, fn, project).at };
  }
}

function named(name: string, fn: FunctionValue, project: Linked): Extract<ModelNode, { kind: 'job' }> {
  return { kind: 'job', name, framework: FRAMEWORK, at: project.span(fn.file, fn.fn.nameAt), handler: fn };
}

/** `{ scheduleId, action: { type: 'startWorkflow', workflowType } }` */
function* scheduled(options: ReadonlyMap<string, Value>, at: Extract<ModelNode, { kind: 'job' }>['at'], project: Linked): Generator<ModelNode> {
  const action = options.get('action');
  const workflow = action && project.properties(action).get('workflowType');
  const name = project.text(options.get('scheduleId'));
  if (workflow?.kind === 'function') yield { kind: 'job', name: name ?? workflow.fn.name, framework: FRAMEWORK, at, handler: workflow };
}

function functionsIn(value: Value): readonly FunctionValue[] {
  return optionsOf(value).flatMap((option) => (option.kind === 'function' ? [option] : []));
}

/** The functions of an object, of an instance or of a module. */
function membersOf(value: Value, project: Linked): Iterable<readonly [string, Value]> {
  switch (value.kind) {
    case 'module': return exportsOf(value.file, project, 0);
    case 'instance': return project.lineage(value.of).classes.flatMap(({ cls }) => cls.members.filter((member) => !member.static && member.kind !== 'constructor').map((member) => [member.name, project.member(value, member.name)] as const));
    default: return project.properties(value);
  }
}

/** What a module exports as functions, through the modules that it passes on. */
function exportsOf(file: FileFacts, project: Linked, depth: number): readonly (readonly [string, FunctionValue])[] {
  if (depth > 4) return [];
  return file.exports.flatMap((fact): (readonly [string, FunctionValue])[] => {
    const from = fact.name === '*' && fact.from ? fileAt(pathFrom(file.path, fact.from.specifier), project) : undefined;
    if (from) return [...exportsOf(from, project, depth + 1)];
    return functionsIn(project.exported(file.path, fact.name)).slice(0, 1).map((fn) => [fact.name, fn] as const);
  });
}

/** `require.resolve('./workflows')`, `fileURLToPath(new URL('./workflows.ts', import.meta.url))`, `path.join(__dirname, 'workflows')`. */
function moduleOf(value: Value | undefined, file: FileFacts, project: Linked): FileFacts | undefined {
  if (value?.kind === 'const') return project.text(value)?.startsWith('.') ? fileAt(pathFrom(file.path, String(value.value)), project) : undefined;
  if (value?.kind !== 'path' || !value.call) return undefined;
  for (const { value: given } of project.args(value)) {
    const text = project.text(given);
    const found = text === undefined ? moduleOf(given, file, project) : fileAt(pathFrom(value.call.file.path, text.startsWith('.') ? text : `./${text}`), project);
    if (found) return found;
  }
  return undefined;
}

function fileAt(path: RepoPath, project: Linked): FileFacts | undefined {
  const stem = path.replace(/\.[cm]?js$/, '');
  return [...ENDINGS.map((ending) => path + ending), ...ENDINGS.map((ending) => stem + ending)].map((candidate) => project.file(candidate)).find((found) => found !== undefined);
}

/** Workflows, activities, signals and schedules. */
export const temporal = defineAdapter({
  name: FRAMEWORK,
  kind: 'jobs',
  packages: ['@temporalio/worker', '@temporalio/workflow', '@temporalio/client'],
  docs: 'https://docs.temporal.io/develop/typescript',
  recognize: jobs,
});
