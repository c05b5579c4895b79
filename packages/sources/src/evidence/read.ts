import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join as joinPath } from 'node:path';
import { compareText, type QualityEvidence, type RepoPath, type Repository, type Suppressions } from '@assay/contract';
import type * as FastGlob from 'fast-glob';
import { decode } from '../decode.js';
import { openDisk, readBytes } from '../disk.js';
import { asObject, asString, parseJsonObject } from '../jsonc.js';
import { folderOf } from '../paths.js';
import { recorded } from '../seen.js';
import type { Scripts } from './commands.js';
import { readCoverage } from './coverage-reports.js';
import { pipelineChecks, type ReadText } from './pipelines.js';
import { strictnessOf } from './strictness.js';

const require = createRequire(import.meta.url);

const PATTERNS = {
  coverage: ['**/coverage-summary.json', '**/lcov.info', '**/cobertura*.xml', '**/coverage.xml'],
  pipelines: ['.github/workflows/*.{yml,yaml}', '.gitlab-ci.{yml,yaml}'],
  manifests: ['**/package.json'],
  types: ['**/tsconfig.json'],
  linters: ['**/eslint.config.{js,mjs,cjs,ts,mts,cts}', '**/.eslintrc{,.js,.cjs,.json,.yml,.yaml}', '**/biome.{json,jsonc}', '**/.oxlintrc.json', '**/tslint.json', '**/deno.{json,jsonc}'],
  contracts: ['!.github/**', '**/*{openapi,swagger}*.{yaml,yml,json}', '**/*.{graphql,gql,graphqls}'],
} as const;

const REQUESTS = /\.(?:http|rest|bru)$/;

const TOOLS: readonly (readonly [string, RegExp])[] = [['ESLint', /eslint/], ['Biome', /biome\.jsonc?$/], ['Oxlint', /oxlint/], ['TSLint', /tslint/], ['Deno', /deno\.jsonc?$/]];
const CONTRACT_TESTS = /^(?:@pact-foundation\/.+|jest-pact|dredd|jest-openapi|chai-openapi-response-validator|openapi-response-validator|express-openapi-validator|@schemathesis\/.+|vitest-openapi|@stoplight\/prism-.+)$/;
const SUPPRESSING: readonly (readonly [string, RegExp])[] = [
  ['eslint-disable', /eslint-disable(?:-next-line|-line)?\b/g], ['@ts-ignore', /@ts-ignore\b/g], ['@ts-expect-error', /@ts-expect-error\b/g], ['@ts-nocheck', /@ts-nocheck\b/g],
  ['biome-ignore', /biome-ignore\b/g], ['oxlint-disable', /oxlint-disable(?:-next-line|-line)?\b/g], ['istanbul ignore', /(?:istanbul|c8|v8) ignore\b/g],
];

/** Reads what the repository at `root` shows of its quality beside its code; `texts` are the files of code that were read. Nothing that is missing or broken stops it. */
export function readQuality(root: string, texts: ReadonlyMap<RepoPath, string>): QualityEvidence {
  const read: ReadText = (path) => {
    const file = joinPath(root, path);
    return existsSync(file) ? decode(readBytes(file)).text : undefined;
  };
  const find = (patterns: readonly string[]) => found(root, patterns);
  const manifests = new Map(find(PATTERNS.manifests).map((path) => [folderOf(path), parseJsonObject(read(path) ?? '') ?? {}] as const));
  const scripts = scriptsOf(manifests);
  const pipelines = find(PATTERNS.pipelines);
  const dependencies = [...manifests.values()].flatMap((manifest) => ['dependencies', 'devDependencies'].flatMap((name) => Object.keys(asObject(manifest[name]) ?? {})));
  return {
    coverage: find(PATTERNS.coverage).flatMap((path) => readCoverage(path, read(path) ?? '') ?? []),
    pipelines, checks: pipelines.flatMap((path) => pipelineChecks(path, read(path) ?? '', scripts, read)),
    types: find(PATTERNS.types).flatMap((path) => strictnessOf(path, read) ?? []),
    linters: [
      ...find(PATTERNS.linters).map((path) => ({ tool: TOOLS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'ESLint', path })),
      ...[...manifests].flatMap(([folder, manifest]) => (manifest['eslintConfig'] === undefined ? [] : [{ tool: 'ESLint', path: folder === '' ? 'package.json' : `${folder}/package.json` }])),
    ],
    suppressions: suppressionsIn(texts),
    contracts: find(PATTERNS.contracts),
    contractTests: [...new Set(dependencies.filter((name) => CONTRACT_TESTS.test(name)))].sort(compareText),
  };
}

/** The files of HTTP clients in a repository: `.http`, `.rest` and Bruno's. `seen` keeps the state of each. */
export function readRequestFiles({ root, paths }: Pick<Repository, 'root' | 'paths'>, looking: { readonly seen?: Map<string, string> } = {}): readonly { readonly path: RepoPath; readonly text: string }[] {
  const disk = recorded(openDisk(root), looking);
  return paths.filter((path) => REQUESTS.test(path)).map((path) => ({ path, text: decode(disk.read(path)).text }));
}

function found(root: string, patterns: readonly string[]): readonly RepoPath[] {
  const fastGlob = require('fast-glob') as typeof FastGlob;
  return fastGlob.sync([...patterns], { cwd: root, dot: true, followSymbolicLinks: false, suppressErrors: true, ignore: ['**/node_modules/**', '**/.git/**', '**/dist/**'] }).sort(compareText);
}

function scriptsOf(manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>): Scripts {
  const byFolder = new Map([...manifests].map(([folder, manifest]) => [folder, Object.fromEntries(Object.entries(asObject(manifest['scripts']) ?? {}).flatMap(([name, text]) => (asString(text) === undefined ? [] : [[name, asString(text) ?? '']])))] as const));
  return { at: (folder) => byFolder.get(folder) ?? {}, everywhere: (name) => [...byFolder.values()].flatMap((scripts) => scripts[name] ?? []) };
}

function suppressionsIn(texts: ReadonlyMap<RepoPath, string>): readonly Suppressions[] {
  return SUPPRESSING.flatMap(([word, pattern]) => {
    const counts = [...texts.values()].map((text) => text.match(pattern)?.length ?? 0).filter((count) => count > 0);
    return counts.length === 0 ? [] : [{ word, count: counts.reduce((sum, count) => sum + count, 0), files: counts.length }];
  });
}
