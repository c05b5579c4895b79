import { defineRule, type Rule, type RuleMeta } from '@assay/contract';

const SHARED = {
  standard: 'directives', category: 'docs', subjects: 'directives', languages: ['code', 'sql'], since: '0.1.0', lifecycle: 'stable', schema: {}, defaults: {},
} satisfies Partial<RuleMeta>;

/** Reports a directive that silences nothing. The engine gives its verdicts: only there is it known what was silenced. */
export const unusedDirective: Rule = defineRule({
  id: 'unused-directive',
  meta: {
    ...SHARED,
    variants: { unused: { severity: 'minor', title: 'Unused {subject}' } },
    summary: 'An eslint-disable directive names a rule of Assay that finds nothing there.',
    why: 'A directive that silences nothing hides the next real finding in its place, and readers believe that there is one.',
    recommendation: 'Remove the rule from the directive, or the whole directive when it names no other.',
  },
  check: () => [],
});

/** Reports a directive that does not say why. */
export const directiveWithoutReason: Rule = defineRule({
  id: 'directive-without-reason',
  meta: {
    ...SHARED,
    variants: { missing: { severity: 'minor', title: 'No reason given in {subject}' } },
    summary: 'An eslint-disable directive silences a rule of Assay without saying why.',
    why: 'Whoever reviews the code next cannot tell a decision from an oversight.',
    recommendation: 'Add the reason after two dashes: eslint-disable-next-line assay/some-rule -- the reason.',
  },
  check: () => [],
});

/** The rules about directives, for lists of rules: their verdicts come with every analysis. */
export const directiveRules: readonly Rule[] = [directiveWithoutReason, unusedDirective];
