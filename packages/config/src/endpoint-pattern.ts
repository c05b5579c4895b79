import type { EndpointPattern } from './config.js';

/** Matches endpoints by their id; parameters are equal whatever their name, and case of the method does not matter. */
export function endpointTest(pattern: EndpointPattern): (id: string) => boolean {
  const [, method, path = ''] = /^(?:([A-Za-z*]+)\s+)?(\S.*)$/.exec(pattern.trim()) ?? [];
  const test = new RegExp(`^${segments(normal(path))}$`);
  return id => {
    const [, own, where = ''] = /^(?:([A-Z]+) )?(.+)$/.exec(id) ?? [];
    if (method !== undefined && method !== '*' && own !== method.toUpperCase()) return false;
    return test.test(normal(where));
  };
}

function segments(path: string): string {
  return path.split(/(\/?\*\*|\*)/).map(part => {
    if (part === '/**') return '(?:/.*)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]+';
    return part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  }).join('');
}

function normal(path: string): string {
  return path.replace(/:[A-Za-z_]\w*|\{[^}]*\}/g, '{}').replace(/(?<=.)\/$/, '');
}
