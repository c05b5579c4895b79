import { visible } from './visible.js';

/** Text that shows as it is: nothing in it is markup, and no name in it calls for somebody. */
export function inline(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>|#~]/g, '\\$&').replace(/@(?=\w)/g, '@\u200b');
}

/** A code span, with more backticks around it than it has inside. */
export function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
