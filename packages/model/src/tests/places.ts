import type { ArgPlace, PathValue, RequestMeaning, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { HOLE, memberSaid, textsOf, type Said } from './texts.js';

/** Where the arguments of a call say what a place names: nothing, or one place an option. */
function saidAt(path: PathValue, place: ArgPlace, linker: Linker): readonly Said[] {
  const [index = '0', member] = place.split('.');
  const arg = linker.args(path)[Number(index)];
  if (!arg?.expr || !arg.env || arg.spread) return [];
  if (member === undefined) return arg.value.kind === 'object' ? [] : [{ expr: arg.expr, env: arg.env }];
  return optionsOf(arg.value).flatMap((option) => memberSaid(option, member, linker));
}

/** The texts at the first of the places that says one. */
export function textsAt(path: PathValue, places: readonly ArgPlace[], linker: Linker): readonly string[] {
  for (const place of places) {
    const texts = saidAt(path, place, linker).flatMap((said) => textsOf(said, linker)).filter((text) => text !== HOLE);
    if (texts.length > 0) return texts;
  }
  return [];
}

/** The address and the method of a `Request` of the web platform. */
function webRequest(value: Value | undefined): PathValue | undefined {
  return optionsOf(value ?? { kind: 'unknown', key: '?', reason: 'expression' }).flatMap((option) => (option.kind === 'path' && option.root === '#global' && option.path === 'Request.new()' ? [option] : []))[0];
}

/** The methods that a request may have; `*` where that is not decided. */
export function methodsOf(path: PathValue, meaning: RequestMeaning, linker: Linker): readonly string[] {
  if (typeof meaning.method === 'string') return [meaning.method];
  if (meaning.method === undefined) return ['*'];
  const web = webRequest(linker.argument(path, 0));
  if (web) return methodsOf(web, { ...meaning, method: { at: ['1.method'], otherwise: 'GET' } }, linker);
  const said = meaning.method.at.flatMap((place) => saidAt(path, place, linker));
  if (said.length > 0) return said.flatMap((one) => textsOf(one, linker)).map((text) => (text.includes(HOLE) ? '*' : text.toUpperCase()));
  return [isOpen(path, meaning.method.at, linker) ? '*' : meaning.method.otherwise];
}

/** May an argument that could say more say it out of sight? */
function isOpen(path: PathValue, places: readonly ArgPlace[], linker: Linker): boolean {
  const args = linker.args(path);
  return places.some((place) => {
    const [index = '0', member] = place.split('.');
    const arg = args[Number(index)];
    return member !== undefined && arg !== undefined && optionsOf(arg.value).some((option) => option.kind === 'unknown' || option.kind === 'typed');
  });
}

/** The addresses that a request may have, in full where the client was made with one; empty when nothing is known of them. */
export function addressesOf(path: PathValue, meaning: RequestMeaning, linker: Linker): readonly string[] {
  if (meaning.path !== undefined) return [meaning.path];
  const web = webRequest(linker.argument(path, 0));
  const texts = web ? textsAt(web, ['0'], linker) : textsAt(path, meaning.url ?? [], linker);
  if (!meaning.base) return texts;
  const bases = textsAt(meaning.base.of, [meaning.base.at], linker);
  return texts.flatMap((text) => (/^https?:/.test(text) ? [text] : (bases.length === 0 ? [HOLE] : bases).map((base) => `${base.replace(/\/$/, '')}/${text.replace(/^\//, '')}`)));
}

const BODIES: readonly string[] = ['query', 'mutation', 'body', 'payload', 'data', 'json'];

/** GraphQL documents in a request's body: its `query`, also below `body`, `payload` or `data`, and in what `JSON.stringify` gets. */
export function documentsIn(value: Value, linker: Linker, depth = 0): readonly string[] {
  if (depth > 4) return [];
  if (value.kind === 'union') return value.options.flatMap((option) => documentsIn(option, linker, depth + 1));
  if (value.kind === 'path' && value.path === 'JSON.stringify()') return linker.args(value).slice(0, 1).flatMap((arg) => documentsIn(arg.value, linker, depth + 1));
  if (value.kind !== 'object') return [];
  return BODIES.flatMap((name) => memberSaid(value, name, linker).flatMap((said) => (name === 'query' || name === 'mutation' ? textsOf(said, linker) : documentsIn(linker.evaluate(said.expr, said.env), linker, depth + 1))));
}
