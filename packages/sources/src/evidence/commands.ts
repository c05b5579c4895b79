import type { CheckKind } from '@assay/contract';

const KINDS: readonly (readonly [CheckKind, RegExp])[] = [
  ['tests', /\b(?:vitest|jest|mocha|ava|tap|tape|jasmine|uvu|karma|wdio|ts-mocha|react-scripts test|ng test|newman|artillery)\b|\bnode\b[^&|;]*--test\b|\bplaywright test\b|\bcypress run\b|\b(?:bun|deno) test\b|\bk6 run\b|\bbru run\b|\bjapa\b|\bnode ace test\b/],
  ['lint', /\b(?:eslint|oxlint|tslint|xo|standard|next lint)\b|\bbiome (?:check|ci|lint)\b|\bdeno lint\b/],
  ['types', /\b(?:tsc|vue-tsc|tsgo|tsd|type-coverage)\b|\bdeno check\b/],
  ['migrations', /\bprisma (?:migrate|db push)\b|\bknex\b[^&|;]*migrate\b|\btypeorm\b[^&|;]*migration:(?:run|revert)|\bsequelize(?:-cli)?\b[^&|;]*db:migrate|\bdrizzle-kit (?:migrate|push|check|up)\b|\bmikro-orm\b[^&|;]*migration|\bnode-pg-migrate\b|\bdb-migrate\b|\batlas migrate\b|\b(?:flyway|liquibase|dbmate|squawk|sqitch)\b|\bnode ace migration:/],
  ['audit', /\b(?:npm|yarn|pnpm) (?:npm )?audit\b|\bsnyk test\b|\bosv-scanner\b|\bsemgrep\b/],
];

/** Packages of a repository, by what a pipeline may ask of them. */
export interface Scripts {
  /** Scripts by name, of the package at a folder of the repository; '' is its root. */
  at(folder: string): Readonly<Record<string, string>>;
  /** A script's texts in all packages. */
  everywhere(name: string): readonly string[];
}

/** What the commands of a step do: what they run themselves, and what the scripts run that they name. */
export function kindsOf(command: string, folder: string, scripts: Scripts, depth = 0): ReadonlySet<CheckKind> {
  const found = new Set(KINDS.filter(([, pattern]) => pattern.test(withoutInstalls(command))).map(([kind]) => kind));
  if (depth > 6) return found;
  for (const text of scriptsIn(command, folder, scripts)) for (const kind of kindsOf(text, folder, scripts, depth + 1)) found.add(kind);
  return found;
}

/** `npm install -D eslint` and `npx playwright install` run nothing of it. */
function withoutInstalls(command: string): string {
  return command.split(/\n|&&|\|\||;/).filter((part) => !/\b(?:npm|pnpm|yarn|bun)\b\s+(?:ci|i|install|add|global add)\b|\binstall\b|\bcache\b|^\s*#|^\s*echo\b/.test(part)).join('\n');
}

const RUN = /\b(?:npm|pnpm|yarn|bun)\b(?<flags>(?:\s+(?:-{1,2}[\w-]+(?:[= ](?!run\b)[\w@./*-]+)?|workspaces?\s+foreach(?:\s+-{1,2}[\w-]+)*|workspace\s+[@\w./-]+))*)\s+(?:run\s+|run-script\s+)?(?:-{1,2}[\w-]+\s+)*(?<name>[\w:.@/-]+)/g;
const MONOREPO = /\b(?:turbo|lerna)\b(?<names>(?:[ \t]+[\w:.@/=*-]+)+)|\bnx\s+(?:run-many|affected)\b[^\n]*?(?:-t|--targets?)[= ](?<targets>[\w:,.-]+)|\bnx\s+(?<target>[\w:-]+)|\b(?:npm-run-all|run-s|run-p|wireit|concurrently)\s+(?<all>[^\n&|;]+)/g;

function scriptsIn(command: string, folder: string, scripts: Scripts): readonly string[] {
  const own = [...command.matchAll(RUN)].flatMap(({ groups }) => {
    const name = groups?.['name'] === 't' ? 'test' : groups?.['name'] ?? '';
    const flags = groups?.['flags'] ?? '';
    const text = /-r\b|--recursive|--filter|-F\b|--workspaces?|-w\b|-ws\b|workspace|-C\b|--prefix|--cwd/.test(flags) ? undefined : scripts.at(folder)[name];
    return text === undefined ? scripts.everywhere(name) : [scripts.at(folder)[`pre${name}`], text, scripts.at(folder)[`post${name}`]].flatMap((one) => one ?? []);
  });
  const tasks = [...command.matchAll(MONOREPO)].flatMap(({ groups }) => {
    const names = [groups?.['names'], groups?.['targets'], groups?.['target'], groups?.['all']].flatMap((text) => text?.split(/[\s,]+/) ?? []);
    return names.filter((name) => /^[\w:.-]+$/.test(name)).flatMap((name) => scripts.everywhere(name));
  });
  return [...new Set([...own, ...tasks])].filter((text) => text !== command);
}
