import { sqlCommentText } from '@assay/engine';
import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep, type DirectiveType, type RulesConfig } from '@eslint/plugin-kit';
import type { Located, Node, Script, Token } from './ast.js';

interface Problem {
  readonly ruleId: null;
  readonly message: string;
  readonly loc: Located['loc'];
}

interface Types {
  LangOptions: Record<string, unknown>;
  RootNode: Script;
  SyntaxElementWithLoc: Node | Token;
  ConfigNode: Token;
}

const CONFIG = /^eslint(?:-enable|-disable(?:(?:-next)?-line)?)?(?:\s|$)/;
const LINE_END = /\r\n|\n|\r/u;
const ENTER = 1;
const LEAVE = 2;

const comments = new ConfigCommentParser();

/** An SQL file as ESLint works with it. Its comments, of either kind, may hold ESLint's directives. */
export class SqlSourceCode extends TextSourceCodeBase<Types> {
  readonly visitorKeys = { SqlScript: ['body'], SqlStatement: [] };

  constructor(text: string, script: Script) {
    super({ text, ast: script, lineEndingPattern: LINE_END });
  }

  /** Rules for JavaScript that are on everywhere ask for the comments before they see that nothing here concerns them. */
  getAllComments(): readonly Token[] {
    return this.ast.comments;
  }

  override getParent(node: Node | Token): Script | undefined {
    return node === this.ast ? undefined : this.ast;
  }

  override *traverse(): Generator<VisitNodeStep> {
    yield step(this.ast, undefined, ENTER);
    for (const statement of this.ast.body) {
      yield step(statement, this.ast, ENTER);
      yield step(statement, this.ast, LEAVE);
    }
    yield step(this.ast, undefined, LEAVE);
  }

  getInlineConfigNodes(): Token[] {
    return this.ast.comments.filter(({ value }) => CONFIG.test(sqlCommentText(value)));
  }

  /** The `eslint-disable` and `eslint-enable` comments. */
  getDisableDirectives(): { problems: Problem[]; directives: Directive[] } {
    const problems: Problem[] = [];
    const directives: Directive[] = [];
    for (const node of this.getInlineConfigNodes()) {
      const parsed = comments.parseDirective(sqlCommentText(node.value));
      const type = typeOf(parsed?.label);
      if (!parsed || !type) continue;
      if (type === 'disable-line' && node.loc.start.line !== node.loc.end.line) {
        problems.push({ ruleId: null, message: 'eslint-disable-line comment should not span multiple lines.', loc: node.loc });
        continue;
      }
      directives.push(new Directive({ type, node, value: parsed.value, justification: parsed.justification }));
    }
    return { problems, directives };
  }

  /** The `eslint assay/some-rule: off` comments. */
  applyInlineConfig(): { problems: Problem[]; configs: { config: { rules: RulesConfig }; loc: Located['loc'] }[] } {
    const problems: Problem[] = [];
    const configs: { config: { rules: RulesConfig }; loc: Located['loc'] }[] = [];
    for (const { value, loc } of this.getInlineConfigNodes()) {
      const parsed = comments.parseDirective(sqlCommentText(value));
      if (parsed?.label !== 'eslint') continue;
      const read = comments.parseJSONLikeConfig(parsed.value);
      if (read.ok) configs.push({ config: { rules: read.config }, loc });
      else problems.push({ ruleId: null, message: read.error.message, loc });
    }
    return { problems, configs };
  }
}

function step(target: Node, parent: Script | undefined, phase: 1 | 2): VisitNodeStep {
  return new VisitNodeStep({ target, phase, args: [target, parent] });
}

function typeOf(label: string | undefined): DirectiveType | undefined {
  switch (label) {
    case 'eslint-disable': return 'disable';
    case 'eslint-enable': return 'enable';
    case 'eslint-disable-line': return 'disable-line';
    case 'eslint-disable-next-line': return 'disable-next-line';
    default: return undefined;
  }
}
