// What in product code would make an entry point of a stack, or an access of a data layer: by text and by file names alone, so it must not be made from the adapters.

/** By name as in technologies.mjs: a text that registers or asks, or the path of a file that does by its name. */
const SIGNS = {
  'Express': { text: /\bexpress\(\)|\bRouter\(\)/ }, 'Fastify': { text: /\b[fF]astify\(\s*[{)]/ }, 'Koa': { text: /\bnew (?:Koa|Router)\b/ }, 'NestJS': { text: /@(?:Controller|Resolver)\(/ },
  'Next.js': { path: /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$|(?:^|\/)pages\/api\//, text: /^\s*['"]use server['"]/m }, 'GraphQL server': { text: /\bnew ApolloServer\b|\bcreateYoga\(|\bbuildSchema\(|\bmakeExecutableSchema\(|@Resolver\(/ },
  'Keystone': { text: /\blist\(\{/ }, 'SvelteKit': { path: /\+(?:server|page\.server)\.[jt]s$/ }, 'Nuxt': { path: /(?:^|\/)server\/(?:api|routes)\// }, 'Astro': { path: /(?:^|\/)src\/pages\/.*\.[jt]s$/ },
  'Connect RPC': { text: /\bConnectRouter\b|\.service\(/ }, 'XRPC': { text: /\bserver\.(?:method\(|(?:app|com|chat|tools)\.)/ }, 'ts-rest': { text: /\binitServer\(|\bcreate(?:Express|Fastify|Next)\w*\(|\bcreateNextHandler\(|\btsr\./ },
  'finale': { text: /\bfinale\.resource\(/ }, 'React Router, Remix': { text: /\bexport (?:const|async function|function) (?:action|loader)\b/ },
  'node-postgres': { text: /\bnew (?:\w+\.)?(?:Pool|Client)\(/ }, 'SQLite': { text: /\bnew (?:\w+\.)?Database\(|\bcreateClient\(/ }, 'Prisma': { text: /\bnew PrismaClient\b/ }, 'Mongoose': { text: /\bmongoose\.model\b|\bmodel\(|\bmodel</ },
  'MikroORM': { text: /\bMikroORM\.init\(|\bEntityManager\b|\bgetRepository\(|\bem\./ }, 'Kysely': { text: /\bnew Kysely\b|\$kysely\b/ }, 'DynamoDB': { text: /\bDynamoDB(?:Client|DocumentClient)\b/ }, 'Elasticsearch': { text: /\bnew (?:\w+\.)?Client\(/ },
};

/** How many files of product code that import one of the packages (or, where file names decide, have such a name) show the sign of a name. */
export function signsOf(name, packages, files) {
  const sign = SIGNS[name];
  if (!sign) return undefined;
  const imports = ({ text }) => [...text.matchAll(/['"]((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^'"]*)?['"]/g)].some(([, specifier]) => packages.test(specifier));
  return files.filter(({ role, kind }) => role === 'product' && kind === 'code')
    .filter((file) => sign.path?.test(file.path) || (sign.text?.test(file.text) && (sign.path !== undefined || imports(file)))).length;
}
