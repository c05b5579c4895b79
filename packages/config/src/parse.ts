import type { Rule } from '@assay/contract';
import type { core } from 'zod';
import type { AssayConfig } from './config.js';
import { ConfigError } from './error.js';
import { didYouMean } from './nearest.js';
import { configSchema, jsonSchemaOf, type Zod } from './schema.js';

type Issue = core.$ZodIssue;

/**
 * Checks what a configuration file holds.
 * @throws ConfigError that names the file and each key that is wrong, with what it may have been meant to be.
 */
export function parseConfig(z: Zod, value: unknown, rules: readonly Rule[], file: string): AssayConfig {
  const parsed = configSchema(z, rules).safeParse(value);
  if (parsed.success) return parsed.data;
  const schema: Described = jsonSchemaOf(z, rules);
  const lines = parsed.error.issues.flatMap(issue => problemsOf(issue, value, schema)).map(line => `  ${line}`);
  throw new ConfigError(`${file} cannot be used:\n${lines.join('\n')}\nThe keys are listed in docs/config.md; assay print-config shows what is in force.`);
}

function problemsOf(issue: Issue, value: unknown, schema: Described, before: readonly PropertyKey[] = []): readonly string[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => `${written([...path, key])}: there is no such ${isRuleList(path) ? 'rule' : 'key'}.${didYouMean(key, keysAt(schema, path))}`);
  if (issue.code === 'invalid_union') return nearestBranch(issue, at(value, issue.path)).flatMap(inner => problemsOf(inner, value, schema, path));
  const given = at(value, issue.path.length > 0 || before.length === 0 ? path : before);
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return [`${written(path)}: ${JSON.stringify(given)} is none of ${values.join(', ')}.${typeof given === 'string' ? didYouMean(given, values) : ''}`];
  }
  return [`${written(path)}: ${issue.message}.`];
}

/** Of several forms that a value may have, the one it was probably meant to have: an object is no level. */
function nearestBranch(issue: Extract<Issue, { code: 'invalid_union' }>, given: unknown): readonly Issue[] {
  const isObject = typeof given === 'object' && given !== null;
  const fits = issue.errors.filter(errors => !errors.some(error => error.code === 'invalid_type' && error.path.length === 0));
  return (isObject ? issue.errors.at(-1) : undefined) ?? fits[0] ?? issue.errors[0] ?? [];
}

function isRuleList(path: readonly PropertyKey[]): boolean {
  return path.at(-1) === 'rules';
}

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
}

/** The keys that an object of the configuration may have, by the JSON Schema. */
function keysAt(schema: Described, path: readonly PropertyKey[]): readonly string[] {
  let here: readonly Described[] = [schema];
  for (const part of path) here = here.flatMap(forms).flatMap(form => (typeof part === 'number' ? form.items : form.properties?.[String(part)]) ?? []);
  return here.flatMap(forms).flatMap(form => Object.keys(form.properties ?? {}));
}

function forms(schema: Described): readonly Described[] {
  return schema.anyOf ?? [schema];
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined), value);
}

function written(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('') || 'the whole file';
}
