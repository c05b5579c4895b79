// C0 and C1 controls, line separators and the marks that reorder text: whoever writes the analysed code must not steer the terminal.
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One line of text that is safe to print: controls become `\u001b`-like escapes, and a tab or line break becomes a space. */
export function visible(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(UNSAFE, escape);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
