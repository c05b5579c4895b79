/** What people do to a text; undefined where a text has nothing of the kind. */
export const EDITS: Readonly<Record<string, (text: string) => string | undefined>> = {
  'blank lines': (text) => text.replace('\n', '\n\n\n'),
  'a comment': (text) => `// a note\n${text}`,
  'a function more': (text) => `${text}\nexport async function added(request: { readonly body: unknown }) {\n  return request.body;\n}\n`,
  'a statement more': (text) => replaced(text, /\{\n/, "{\n  console.log('reached');\n"),
  'a function less': (text) => replaced(text, /\n(?:export )?(?:async )?function \w+[^]*?\n\}\n/, '\n'),
  'another name': (text) => {
    const name = /(?:function|const|class) (\w{3,})/.exec(text)?.[1];
    return name === undefined ? undefined : text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}Anew`);
  },
  'another import': (text) => replaced(text, /from '(\.[^']*)'/, "from './nowhere.js'"),
  'an import less': (text) => replaced(text, /^import .*\n/m, ''),
  'an export less': (text) => replaced(text, /^export (?!default|type|interface)/m, ''),
  'another text': (text) => replaced(text, /'(\w[\w/:-]+)'(?!;?\n*import)(?![^\n]*from)/, "'$1-anew'"),
  'another signature': (text) => replaced(text, /\((\w+): /, '(more: unknown, $1: '),
  'awaited no more': (text) => replaced(text, /\bawait /, ''),
  'moved lines': (text) => {
    const lines = text.split('\n');
    return [...lines.slice(lines.length >> 1), ...lines.slice(0, lines.length >> 1)].join('\n');
  },
  'not finished': (text) => `${text}\nexport function (`,
  'cut off': (text) => text.slice(0, text.length >> 1),
  nothing: () => '',
};

function replaced(text: string, pattern: RegExp, by: string): string | undefined {
  return pattern.test(text) ? text.replace(pattern, by) : undefined;
}
