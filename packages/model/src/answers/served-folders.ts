import { walk, weakMemo, type Env, type Expr, type FunctionFact } from '@assay/contract';

/** `app.get('/assets/*', (req, res) => res.sendFile(join(folder, req.params[0])))`: a folder is served to browsers, as by a library for static files; nobody reads what it answers for a file that is not there. */
export function servesFolder({ fn }: Env): boolean {
  return serves(fn);
}

const serves = weakMemo((fn: FunctionFact): boolean => {
  const parts = walk(fn);
  return parts.some(sendsFile) && parts.some(takesRest);
});

function sendsFile(expr: Expr): boolean {
  return expr.kind === 'call' && expr.callee.kind === 'member' && /^send[Ff]ile$/.test(expr.callee.name);
}

/** What a `*` of the address stood for: `req.params[0]`, `req.params['*']`. */
function takesRest(expr: Expr): boolean {
  if (expr.kind === 'member') return (expr.name === '0' || expr.name === '*') && expr.object.kind === 'member' && expr.object.name === 'params';
  if (expr.kind !== 'index' || expr.index.kind !== 'literal') return false;
  return (expr.index.value === 0 || expr.index.value === '0' || expr.index.value === '*') && expr.object.kind === 'member' && expr.object.name === 'params';
}
