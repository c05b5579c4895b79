export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = /^[A-Za-z_][\w.-]*/;

/** Reads a document of elements, attributes and text; throws where it is not well formed. No DTD, comment, CDATA or instruction but the declaration. */
export function parseXml(document: string): XmlElement {
  // eslint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(document);
  if (illegal) throw new Error(`character that XML forbids at ${illegal.index}`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  const { element, rest } = readElement(document.slice(declaration.length));
  if (rest.trim() !== '') throw new Error(`text after the root: ${rest.slice(0, 40)}`);
  return element;
}

/** All elements with this name below `root`, in document order. */
export function elementsNamed(root: XmlElement, name: string): readonly XmlElement[] {
  return root.children.flatMap(child => [...(child.name === name ? [child] : []), ...elementsNamed(child, name)]);
}

function readElement(source: string): { readonly element: XmlElement; readonly rest: string } {
  const name = source.startsWith('<') ? NAME.exec(source.slice(1))?.[0] : undefined;
  if (name === undefined) throw new Error(`no element: ${source.slice(0, 40)}`);
  let rest = source.slice(1 + name.length);
  const attributes: Record<string, string> = {};
  for (let match = /^\s+([\w.-]+)="([^"<]*)"/.exec(rest); match; match = /^\s+([\w.-]+)="([^"<]*)"/.exec(rest)) {
    if (match[1]! in attributes) throw new Error(`attribute ${match[1]} twice`);
    attributes[match[1]!] = decode(match[2]!);
    rest = rest.slice(match[0].length);
  }
  if (rest.startsWith('/>')) return { element: { name, attributes, children: [], text: '' }, rest: rest.slice(2) };
  if (!rest.startsWith('>')) throw new Error(`bad tag ${name}: ${rest.slice(0, 40)}`);
  rest = rest.slice(1);
  const children: XmlElement[] = [];
  let text = '';
  while (!rest.startsWith('</')) {
    const until = rest.indexOf('<');
    if (until === -1) throw new Error(`${name} is not closed`);
    text += decode(rest.slice(0, until));
    rest = rest.slice(until);
    if (rest.startsWith('</')) break;
    const child = readElement(rest);
    children.push(child.element);
    rest = child.rest;
  }
  if (!rest.startsWith(`</${name}>`)) throw new Error(`${name} is closed by ${rest.slice(0, 20)}`);
  return { element: { name, attributes, children, text }, rest: rest.slice(name.length + 3) };
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code: string | undefined, name: string | undefined) => {
    const decoded = code === undefined ? ENTITIES[name ?? ''] : String.fromCodePoint(Number(code));
    if (decoded === undefined) throw new Error(`bad entity ${whole}`);
    return decoded;
  });
}
