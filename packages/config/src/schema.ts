import { SEVERITIES, compareText, type Rule } from '@assay/contract';
import type * as zod from 'zod';
import type { ZodType } from 'zod';
import { LEVELS, PRESETS, type AssayConfig, type Level, type Preset } from './config.js';

/** The library, as loaded: only when there is a configuration to check, because that takes a moment. */
export type Zod = typeof zod;

type RuleInfo = Pick<Rule, 'id' | 'meta'>;

/** The shape of a configuration for these rules; unknown keys are refused everywhere. */
export function configSchema(z: Zod, rules: readonly RuleInfo[]): ZodType<AssayConfig> {
  const sorted = rules.toSorted((a, b) => compareText(a.id, b.id));
  const level = z.enum(LEVELS as [Level, ...Level[]]).describe('off, on (with the rule\'s own severities), or one severity for all findings of the rule');
  const name = z.string().min(1).describe('requireAuth, src/auth.ts#requireAuth, src/auth.ts#AuthService.check, or @acme/auth#requireAuth');
  const pattern = z.string().min(1).describe('An endpoint such as PATCH /users/{id}; no method means every method, * is one segment, ** any number');
  const index = z.int().min(0);
  const methods = z.array(z.string().min(1)).optional();
  const ensures = z.enum(['principal', 'role']).optional().describe('What it makes certain: somebody is logged in, or has a role or permission as well');
  const setting = ({ meta }: RuleInfo) => z.union([level, z.strictObject({ level: level.optional(), options: z.fromJSONSchema(meta.schema as Parameters<Zod['fromJSONSchema']>[0]).optional() as ZodType<Record<string, unknown> | undefined> })])
    .optional().describe(meta.summary);
  const byRule = <T extends ZodType>(of: (rule: RuleInfo) => T) => z.strictObject(Object.fromEntries(sorted.map(rule => [rule.id, of(rule)])));
  const preset = z.enum(PRESETS as [Preset, ...Preset[]]);
  return z.strictObject({
    $schema: z.string().optional(),
    preset: z.union([preset, z.array(preset).min(1)]).optional().describe('Which rules are on; recommended unless given'),
    rules: byRule(setting).optional().describe('Levels and options of single rules, on top of the preset'),
    overrides: z.array(z.strictObject({ files: z.array(z.string().min(1)).min(1), rules: byRule(({ meta }) => level.optional().describe(meta.summary)) })).optional()
      .describe('Other levels for some files; the last that matches counts'),
    ignore: z.array(z.string().min(1)).optional().describe('Files that nothing is reported on'),
    failOn: z.enum([...SEVERITIES, 'never']).optional().describe('The least severity that fails a run; major unless given'),
    declare: z.strictObject({
      guards: z.array(z.strictObject({ name, ensures, form: z.enum(['middleware', 'wrapper', 'call', 'predicate']).optional(), argument: index.optional() })).optional()
        .describe('Functions and classes that turn callers away'),
      publicEndpoints: z.array(z.strictObject({ endpoint: pattern, reason: z.string().min(1) })).optional().describe('Endpoints that are meant for everybody, each with the reason'),
      gateways: z.array(z.strictObject({ by: z.string().min(1), endpoints: z.array(pattern).min(1), ensures })).optional().describe('What checks callers before they reach the application'),
      idempotency: z.array(z.strictObject({ name, form: z.enum(['middleware', 'wrapper']).optional(), argument: index.optional() })).optional()
        .describe('Steps that stop a repeated request'),
      envelopes: z.array(z.strictObject({ name, status: index.optional() })).optional().describe('Functions that answer with the standard error envelope'),
      dataClients: z.array(z.strictObject({ name, read: methods, create: methods, update: methods, upsert: methods, delete: methods, raw: methods })).optional()
        .describe('Classes and packages through which data is reached, with their methods'),
      environment: z.record(z.string(), z.string()).optional().describe('Environment variables with their value in production'),
    }).optional().describe('What the code cannot show'),
  }) as unknown as ZodType<AssayConfig>;
}

/** The JSON Schema of a configuration, for editors. */
export function jsonSchemaOf(z: Zod, rules: readonly RuleInfo[]): object {
  return { title: 'The configuration of Assay', ...z.toJSONSchema(configSchema(z, rules), { target: 'draft-7', io: 'input' }) };
}
