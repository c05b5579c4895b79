import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

const require = createRequire(import.meta.url);

/** What a YAML text holds; throws when it is none. The parser is loaded when there is something to parse: most repositories have nothing of it that counts. */
export function parseYaml(text: string, options: Yaml.ParseOptions & Yaml.DocumentOptions & Yaml.SchemaOptions): unknown {
  return (require('yaml') as typeof Yaml).parse(text, options);
}
