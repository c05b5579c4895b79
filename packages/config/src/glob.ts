const SPECIAL = /[.+^$()|[\]\\]/g;

/** A glob over `/`-separated paths: `*` and `?` stay in a segment, `**` crosses them, `{a,b}` is either. A folder takes in what is below it. */
export function globTest(glob: string): (path: string) => boolean {
  const pattern = new RegExp(`^${translate(glob.replace(/^\.\//, '').replace(/\/$/, ''))}(?:/.*)?$`);
  return path => pattern.test(path);
}

function translate(glob: string): string {
  return glob.split(/(\*\*\/?|\*|\?|\{[^{}]*\})/).map(part => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(translate).join('|')})`;
    return part.replace(SPECIAL, '\\$&').replace(/[{}]/g, '\\$&');
  }).join('');
}
