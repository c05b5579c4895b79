import { walk, weakMemo, type Env, type Expr, type FunctionFact } from '@assay/contract';

/** `app.get('/assets/*', (req, res) => res.sendFile(join(folder, req.params[0])))`: a folder is served to browsers, as by a library for static files; nobody reads what it answers for a file that is not there. A callback in it answers for it. */
export function servesFolder({ fn, outer }: Env): boolean {
  return serves(fn) || (outer !== undefined && outer.fn.kind !== 'module' && servesFolder(outer));
}

const serves = weakMemo((fn: FunctionFact): boolean => {
  const parts = walk(fn);
  return parts.some(sendsFile) && parts.some(takesRest);
});

/** `res.sendFile(path)`, `res.send(fs.readFileSync(path))`, `fs.createReadStream(path).pipe(res)`. */
function sendsFile(expr: Expr): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return false;
  const { name, object } = expr.callee;
  const [given] = expr.args;
  if (name === 'send' || name === 'end') return given !== undefined && reads(given.kind === 'await' ? given.value : given, /^readFile(?:Sync)?$/);
  return name === 'pipe' ? reads(object, /^createReadStream$/) : /^send[Ff]ile$/.test(name);
}

/** Also where listeners are hung on what is read. */
function reads(expr: Expr, by: RegExp): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return false;
  return by.test(expr.callee.name) || (expr.callee.name === 'on' && reads(expr.callee.object, by));
}

/** What a `*` of the address stood for: `req.params[0]`, `req.params['*']`. */
function takesRest(expr: Expr): boolean {
  if (expr.kind === 'member') return (expr.name === '0' || expr.name === '*') && expr.object.kind === 'member' && expr.object.name === 'params';
  if (expr.kind !== 'index' || expr.index.kind !== 'literal') return false;
  return (expr.index.value === 0 || expr.index.value === '0' || expr.index.value === '*') && expr.object.kind === 'member' && expr.object.name === 'params';
}
