import type { MarkdownRenderer } from 'vitepress';

/** Pages are written for the repository: what differs on the site is changed while they are rendered. */
export function asOnSite(md: MarkdownRenderer): void {
  unlinkOutside(md);
  keepBraces(md);
}

/** Makes text of links from a page into parts of the repository that are no pages, such as `../fixtures`. */
function unlinkOutside(md: MarkdownRenderer): void {
  md.core.ruler.push('unlink-outside', ({ tokens, env }) => {
    const depth = String((env as { readonly relativePath?: string }).relativePath ?? '').split('/').length;
    const outside = new RegExp(`^(?:\\.\\./){${depth}}`);
    for (const { children } of tokens) {
      for (const [index, token] of (children ?? []).entries()) {
        if (token.type !== 'link_open' || !outside.test(token.attrGet('href') ?? '')) continue;
        const close = children!.findIndex((other, at) => at > index && other.type === 'link_close');
        for (const part of [token, children![close]!]) Object.assign(part, { type: 'html_inline', tag: '', content: '', attrs: null });
      }
    }
  });
}

/** `{{ }}` in code is code, and no expression of Vue. */
function keepBraces(md: MarkdownRenderer): void {
  const render = md.renderer.rules.code_inline!;
  md.renderer.rules.code_inline = (tokens, index, ...rest) => {
    tokens[index]!.attrSet('v-pre', '');
    return render(tokens, index, ...rest);
  };
}
