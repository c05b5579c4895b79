import type { Env, Expr, ExprOf, FunctionValue } from '@assay/contract';

/** What a call gave to a function, where a parameter stands in what the function answers. */
export interface KeptParameter { readonly arg: Expr; readonly env: Env; /** As a part of a text. */ readonly asText: boolean }

/** `(text) => ({ message: text })`: the arguments that stand in an answer as they were given; `called` is the function's activation by the call. */
export function keptParameters(returned: Expr, { fn }: FunctionValue, called: Env): readonly KeptParameter[] {
  return standing(returned, false).flatMap(({ name, asText }) => {
    const binding = called.file.bindings[name.binding];
    const index = binding?.index ?? 0;
    if (binding?.kind !== 'param' || fn.params[index]?.binding !== name.binding || (binding.assigned ?? []).length > 0) return [];
    const given = called.args?.[index];
    return given?.expr && given.env && given.spread !== true ? [{ arg: given.expr, env: given.env, asText }] : [];
  });
}

interface Standing { readonly name: ExprOf<'name'>; readonly asText: boolean }

/** Names that stand in an expression as such: as a member, an item or a part of a text, and before what takes their place where they are missing. */
function standing(expr: Expr, asText: boolean): readonly Standing[] {
  switch (expr.kind) {
    case 'name': return [{ name: expr, asText }];
    case 'cast': case 'await': return standing(expr.value, asText);
    case 'object': return expr.members.flatMap((member) => standing(member.value, asText));
    case 'array': return expr.items.flatMap((item) => standing(item, asText));
    case 'template': return expr.tag ? [] : expr.holes.flatMap((hole) => standing(hole, true));
    case 'binary': return expr.op === '+' ? [...standing(expr.left, true), ...standing(expr.right, true)] : [];
    case 'logical': return expr.op === '&&' ? [] : standing(expr.left, asText);
    default: return [];
  }
}
