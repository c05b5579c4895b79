// The least that a tool on TypeScript's parser can take: loads TypeScript and parses the files of a list, without documentation comments.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

for (const file of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  ts.createSourceFile(file, readFileSync(file, 'utf8'), { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone });
}
