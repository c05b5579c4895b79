import type { Finding, Rule, Suggestion } from '@assay/contract';
import { ESLintUtils, type TSESLint } from '@typescript-eslint/utils';
import { docsUrl } from './docs-url.js';
import { sessions } from './sessions.js';

type MessageId = 'finding' | 'failure' | 'suggestion';
type Context = Readonly<TSESLint.RuleContext<MessageId, []>>;

const createRule = ESLintUtils.RuleCreator<{ recommended: boolean }>(docsUrl);

const LANGUAGES: Readonly<Record<Rule['meta']['languages'][number], string>> = { code: 'js/js', sql: 'assay/sql' };

/**
 * A rule of Assay as a rule of ESLint: it asks the project's session what the rule finds in the text at hand, and reports that. Nothing
 * is decided here, so that the editor and the command line cannot disagree.
 */
export function viewOf({ id, meta }: Rule) {
  return createRule<[], MessageId>({
    name: id,
    meta: {
      type: meta.category === 'performance' || meta.category === 'docs' ? 'suggestion' : 'problem',
      docs: { description: meta.summary, recommended: true },
      messages: { finding: '{{title}}: {{evidence}}', failure: 'Assay could not judge this project fully: {{failure}}', suggestion: '{{order}}' },
      hasSuggestions: true,
      schema: [],
      languages: meta.languages.map(language => LANGUAGES[language]),
    },
    create: context => {
      const report = () => {
        const { findings, failure } = sessions.check({ filename: context.filename, text: context.sourceCode.text, rule: id });
        if (failure !== undefined) context.report({ loc: { line: 1, column: 0 }, messageId: 'failure', data: { failure } });
        for (const finding of findings) reportFinding(context, finding);
      };
      return { Program: report, SqlScript: report };
    },
  });
}

function reportFinding(context: Context, { title, evidence, where: { path, span }, suggest = [] }: Finding): void {
  const { sourceCode } = context;
  const loc = { start: sourceCode.getLocFromIndex(span.start), end: sourceCode.getLocFromIndex(span.end) };
  const here = suggest.filter(({ edits }) => edits.every(({ at }) => at.path === path));
  context.report({ loc, messageId: 'finding', data: { title, evidence }, suggest: here.map(suggestionOf) });
}

function suggestionOf({ message, edits }: Suggestion): TSESLint.ReportSuggestionArray<MessageId>[number] {
  return { messageId: 'suggestion', data: { order: message }, fix: fixer => edits.map(({ at, text }) => fixer.replaceTextRange([at.start, at.end], text)) };
}
