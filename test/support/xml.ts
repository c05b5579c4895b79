import { SaxesParser } from 'saxes';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

type Open = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: XmlElement[] };

/** Reads a document by a parser that obeys XML 1.0; throws where it is not well formed, or does not say that it is UTF-8. */
export function parseXml(document: string): XmlElement {
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const parser = new SaxesParser();
  parser.on('error', error => { throw error; });
  parser.on('xmldecl', ({ version, encoding }) => { top.attributes = { version: version ?? '', encoding: encoding ?? '' }; });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Open = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', text => { open.at(-1)!.text += text; });
  parser.on('closetag', () => { open.pop(); });
  parser.write(document).close();
  if (top.attributes['version'] !== '1.0' || top.attributes['encoding'] !== 'UTF-8') throw new Error('no declaration of XML 1.0 in UTF-8');
  return top.children[0]!;
}

/** All elements with this name below `root`, in document order. */
export function elementsNamed(root: XmlElement, name: string): readonly XmlElement[] {
  return root.children.flatMap(child => [...(child.name === name ? [child] : []), ...elementsNamed(child, name)]);
}
