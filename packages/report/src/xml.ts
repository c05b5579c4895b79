const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

// What XML 1.0 has no place for: controls, halves of surrogate pairs, two non-characters.
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** An element with its attributes in the given order; undefined ones are left out. `children` is XML already. */
export function element(name: string, attributes: Readonly<Record<string, string | number | undefined>>, children: readonly string[] = []): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escapeXml(String(value))}"`])).join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>\n${children.join('\n')}\n</${name}>`;
}

/** Text that is safe in an attribute or between tags; characters that XML cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(ILLEGAL, '\ufffd').replace(/[&<>"'\n\r\t]/g, character => ENTITIES[character] ?? character);
}

/** A whole document: declaration, root, last line break. */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}
