/** A file of a case, as its fence states it. `line` is the Markdown line before its first line, for messages. */
export interface CaseFile {
  readonly path: string;
  readonly text: string;
  readonly line: number;
}

export interface FixtureCase {
  readonly name: string;
  /** Markdown line of the heading. */
  readonly line: number;
  /** Shared files first, in the order of the document; a case's own file replaces a shared one of the same path. */
  readonly files: readonly CaseFile[];
}

interface Section { readonly name: string; readonly line: number; readonly files: CaseFile[] }

const FENCE = /^(`{3,}|~{3,})\s*(.*)$/;

/**
 * Reads a file of cases: every `##` heading starts a small project made of the fences below it, ```` ```ts src/app.ts ````. Fences above
 * the first `##` belong to every case. A fence without a path is prose. Throws with the line on anything that could hide a case.
 */
export function parseFixture(markdown: string): FixtureCase[] {
  const shared: Section = { name: '', line: 1, files: [] };
  const sections: Section[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let i = 0; i < lines.length; i += 1) {
    const text = lines[i] ?? '';
    const current = sections.at(-1) ?? shared;
    const heading = /^##\s+(.+?)\s*$/.exec(text);
    if (heading) sections.push({ name: heading[1] ?? '', line: i + 1, files: [] });
    const fence = FENCE.exec(text);
    if (!fence) continue;
    const start = i + 1;
    i = closingLine(lines, i, fence[1] ?? '');
    const path = fencePath(fence[2] ?? '', start);
    if (path) addFile(current, { path, text: lines.slice(start, i).join('\n') + '\n', line: start });
  }
  return sections.map((section) => finish(section, shared, sections));
}

function closingLine(lines: readonly string[], open: number, marker: string): number {
  for (let i = open + 1; i < lines.length; i += 1) {
    const text = (lines[i] ?? '').trimEnd();
    if (text.length >= marker.length && text === (marker[0] ?? '').repeat(text.length)) return i;
  }
  throw new Error(`line ${open + 1}: this fence is never closed`);
}

function fencePath(info: string, line: number): string | undefined {
  const [, path, ...rest] = info.trim().split(/\s+/);
  if (!path) return undefined;
  if (rest.length > 0) throw new Error(`line ${line}: a fence takes a language and one path, got "${info}"`);
  if (path.startsWith('/') || path.includes('\\') || path.split('/').includes('..')) {
    throw new Error(`line ${line}: "${path}" is not a path inside the project`);
  }
  return path;
}

function addFile(section: Section, file: CaseFile): void {
  if (section.files.some((other) => other.path === file.path)) throw new Error(`line ${file.line}: ${file.path} is given twice`);
  section.files.push(file);
}

function finish(section: Section, shared: Section, all: readonly Section[]): FixtureCase {
  if (section.files.length === 0) throw new Error(`line ${section.line}: case "${section.name}" has no file`);
  if (all.find((other) => other.name === section.name) !== section) throw new Error(`line ${section.line}: case "${section.name}" exists twice`);
  const own = new Map(section.files.map((file) => [file.path, file]));
  const files = shared.files.map((file) => own.get(file.path) ?? file);
  return { name: section.name, line: section.line, files: [...files, ...section.files.filter((file) => !files.includes(file))] };
}
