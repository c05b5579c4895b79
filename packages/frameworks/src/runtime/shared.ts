import { Label, type ApiModel, type Concept, type Linked, type PathValue, type Value } from '@assay/contract';
import { inert, isFunction } from '../data/shared.js';

export { inert, isFunction };

export type Meaning = ApiModel['is'];
export type Reading = (path: PathValue, project: Linked) => Concept | undefined;

export const none = { kind: 'guard', ensures: 'none' } as const satisfies Concept;
export const principal = { kind: 'guard', ensures: 'principal' } as const satisfies Concept;
export const role = { kind: 'guard', ensures: 'role' } as const satisfies Concept;
export const verify = { kind: 'verify' } as const satisfies Concept;
export const remoteCall = { kind: 'external', effect: 'call' } as const satisfies Concept;

/** One row for each path; paths are separated by blanks. */
export function rows(packages: string | readonly string[], paths: string, is: Meaning): readonly ApiModel[] {
  return words(paths).map((path) => ({ package: packages, path, is }));
}

/** The words of a text that blanks separate. */
export function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** A place where values come from, with what they are labelled (`Label`). */
export function source(label: number): Concept {
  return { kind: 'source', label };
}

/** Sets a credential beside what is known: the answer says whether it is right. */
export const compares: Concept = { kind: 'source', label: Label.credential, compares: true };

/** Does the path end in a call or a construction? */
export function isCall(path: PathValue): boolean {
  return path.step === '()' || path.step === 'new()';
}

/** The steps from the root on: `['user', 'can', '()']`. */
export function stepsOf(path: PathValue): readonly string[] {
  const steps: string[] = [];
  for (let at: PathValue | undefined = path; at?.step !== undefined; at = at.parent) steps.unshift(at.step);
  return steps;
}

/** What is called: `send` of `..send()`, `SendEmailCommand` of `SendEmailCommand.new()`. */
export function calledName(path: PathValue): string {
  return isCall(path) ? path.parent?.step ?? '' : '';
}

/** Index of the last argument when it is a function, else -1. */
export function callbackOf(path: PathValue, project: Linked): number {
  const args = project.args(path);
  return isFunction(args.at(-1)?.value) ? args.length - 1 : -1;
}

/** Runs its last argument in place. */
export const invokesLast: Reading = (path, project) => ({ kind: 'invoke', callback: Math.max(project.args(path).length - 1, 0) });

/** The value of an option in the object at argument `index`. */
export function option(path: PathValue, project: Linked, index: number, name: string): Value | undefined {
  const value = project.argument(path, index);
  return value && project.properties(value).get(name);
}

/** Is it the literal `false`? */
export function isFalse(value: Value | undefined): boolean {
  return value?.kind === 'const' && value.value === false;
}

/** Is it a number that is known? */
export function isNumber(value: Value | undefined): boolean {
  return value?.kind === 'const' && typeof value.value === 'number';
}

const resultMethods = new Set(['find', 'findIndex', 'findLast', 'filter', 'map', 'flatMap', 'some', 'every', 'reduce', 'reduceRight', 'forEach', 'sort', 'then', 'catch', 'finally']);

/** Runs a function with what the library answered: `readdirSync(dir).forEach(f)`, `readFile(path).then(f)`. */
export function goesOn(path: PathValue, project: Linked): boolean {
  const receiver = path.parent?.parent;
  return receiver !== undefined && receiver.path !== '' && resultMethods.has(calledName(path)) && project.args(path).some((arg) => isFunction(arg.value));
}

/** Of no interest; a function that runs with the result is still seen. */
export const quiet: Reading = (path, project) => (isCall(path) && !goesOn(path, project) ? inert : undefined);

const listening = /^(?:on|once|off|add\w*|prepend\w*|remove\w*|watch\w*|subscribe|createServer|new|use)$/i;

/** As `quiet`, and a callback in last place is run: `readFile(path, (error, text) => ..)`. Listeners run some other time. */
export const calling: Reading = (path, project) => {
  if (!isCall(path) || goesOn(path, project)) return undefined;
  const callback = path.step === 'new()' || listening.test(calledName(path)) ? -1 : callbackOf(path, project);
  return callback < 0 ? inert : { kind: 'invoke', callback };
};
