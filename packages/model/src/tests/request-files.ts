import type { RepoPath, Span } from '@assay/contract';
import type { ReadRequest } from './read-tests.js';
import { HOLE } from './texts.js';

/** A request as a file for an HTTP client says it. */
interface WrittenRequest { readonly at: Span; readonly method: string; readonly address: string; readonly status?: number }

const METHODS = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS';

/** The requests of a `.http` or `.rest` file (https://www.jetbrains.com/help/idea/exploring-http-syntax.html) or a Bruno file (https://docs.usebruno.com/bru-lang/overview). */
export function writtenRequests({ path, text }: { readonly path: RepoPath; readonly text: string }): readonly ReadRequest[] {
  return (path.endsWith('.bru') ? bruno(path, text) : http(path, text)).map(({ at, method, address, status }) => ({
    at, protocol: 'http', methods: [method], addresses: [address], documents: [], statuses: status === undefined ? [] : [status], cases: [at],
    denied: status === 401 || status === 403 ? [at] : [], around: false, ofProduct: false,
  }));
}

/** A line that begins with a method and an address; what follows until `###` is its headers and body. */
function http(path: RepoPath, text: string): readonly WrittenRequest[] {
  return [...text.matchAll(new RegExp(`^(${METHODS})[ \\t]+(\\S+)`, 'gm'))].map(({ index, 0: line, 1: method = '', 2: address = '' }) => ({
    at: { path, start: index, end: index + line.length }, method, address: filled(address),
  }));
}

/** One request a file: a block named after its method, with its `url`; a status that is asserted. */
function bruno(path: RepoPath, text: string): readonly WrittenRequest[] {
  const block = new RegExp(`^(${METHODS.toLowerCase()}) \\{([^]*?)^\\}`, 'm').exec(text);
  const address = /^\s*url:\s*(\S+)/m.exec(block?.[2] ?? '')?.[1];
  if (!block?.[1] || address === undefined) return [];
  const status = /\bres\.status:\s*eq\s+(\d{3})|res\.(?:status|getStatus\(\))\)\.to\.(?:equal|eql)\((\d{3})\)/.exec(text);
  return [{ at: { path, start: block.index, end: block.index + block[0].length }, method: block[1].toUpperCase(), address: filled(address), ...(status ? { status: Number(status[1] ?? status[2]) } : {}) }];
}

/** `{{base}}/users/{{id}}`: variables are not known. */
function filled(address: string): string {
  return address.replace(/\{\{[^}]*\}\}/g, HOLE);
}
