import { builtinModules } from 'node:module';

const BUILTINS = new Set(builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:')));

/** A name may begin with a dot that is no step: Prisma's client is written to `node_modules/.prisma/client`. */
const PACKAGE = /^((?:@[a-z0-9_~-][\w.~:-]*\/)?\.?[a-z0-9_-][\w.~-]*)(?:\/(.*))?$/i;

const ASSET = /\.(css|scss|sass|less|styl|svg|png|jpe?g|gif|webp|avif|ico|html?|hbs|ejs|pug|mdx?|txt|ya?ml|toml|graphqls?|gql|proto|wasm|node|vue|svelte|astro|xml|csv|pem|woff2?|ttf|mp[34]|pdf)$/i;

/** The name and subpath of a package specifier; undefined when npm could have no such package (`@/x`, `~/x`). */
export function parsePackage(specifier: string): { readonly name: string; readonly subpath: string } | undefined {
  const [, name, subpath = ''] = PACKAGE.exec(specifier) ?? [];
  return name === undefined ? undefined : { name, subpath };
}

/** The `node:` name of a builtin of Node, written with or without the prefix. */
export function builtinName(specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return specifier;
  return BUILTINS.has(specifier) ? `node:${specifier}` : undefined;
}

/** The scheme of `bun:sqlite`, `https://...`, `virtual:x`. */
export function schemeOf(specifier: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(specifier)?.[1];
}

/** Is it `.`, `..` or below one of them? */
export function isRelative(specifier: string): boolean {
  return /^\.\.?(\/|$)/.test(specifier);
}

/** Without a bundler's query: `./a.sql?raw`. */
export function withoutQuery(specifier: string): string {
  return specifier.replace(/\?.*$/, '');
}

/** Why a path that is no source file cannot be followed, by its ending. */
export function missingReason(path: string): 'json' | 'asset' | 'not-found' {
  if (/\.json[5c]?$/.test(path)) return 'json';
  return ASSET.test(path) ? 'asset' : 'not-found';
}
