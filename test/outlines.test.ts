import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManifest, Repository, Rule, SourceFile } from '@assay/contract';
import { analyze } from '@assay/engine';
import { extractFacts, outlineFacts } from '@assay/facts';
import { adapters } from '@assay/frameworks';
import { isShown, mayShow } from '@assay/model';
import { rules } from '@assay/rules';
import { describe, expect, test } from 'vitest';
import { filesBelow } from './support/code.js';
import { inFolder, readFixtures } from './support/fixture.js';
import { REPOSITORY } from './support/repository.js';

const CODE = /\.[cm]?[jt]sx?$/;
const source = (text: string, path = 'src/a.tsx'): SourceFile => ({ path, text, kind: 'code', role: 'product' });
const importsOf = (text: string): readonly (readonly [string, boolean])[] => outlineFacts(source(text)).imports.map(({ specifier, typeOnly }) => [specifier, typeOnly]);

describe('an outline', () => {
  test('has what is imported, and whether only for types', () => {
    expect(importsOf("import React, { useState } from 'react';\nimport type { Row } from './row';\nimport type Props from './props';\nimport { type Cell } from './cell';\nimport type from './kinds';\nimport './page.css';"))
      .toEqual([['react', false], ['./row', true], ['./props', true], ['./cell', false], ['./kinds', false], ['./page.css', false]]);
    expect(importsOf("export { Row } from './row';\nexport type { Cell } from './cell';\nexport * from './all';\nconst lazy = () => import('./lazy');\nconst old = require('./old');"))
      .toEqual([['./row', false], ['./cell', true], ['./all', false], ['./lazy', false], ['./old', false]]);
  });

  test('takes no text for code', () => {
    expect(importsOf("const shown = `import x from 'shown'`;\n// import y from 'told'\nexport const View = () => <p>Don't import `it`</p>;")).toEqual([]);
  });

  test('has all that the facts of the file say it imports', () => {
    const files = [
      ...filesBelow('').filter((path) => CODE.test(path)).map((path) => source(readFileSync(join(REPOSITORY, path), 'utf8'), path)),
      ...['rules', 'frameworks'].flatMap(readFixtures).flatMap(({ cases }) => cases.flatMap((one) => one.files)).filter(({ path }) => CODE.test(path)).map(({ path, text }) => source(text, path)),
    ];
    for (const file of files) {
      const outlined = outlineFacts(file).imports.map(({ specifier, typeOnly }) => `${specifier} ${String(typeOnly)}`);
      for (const { specifier, typeOnly } of extractFacts(file).imports) expect(outlined, file.path).toContain(`${specifier} ${String(typeOnly)}`);
    }
  });
});

describe('a file is shown for certain', () => {
  const manifests: readonly PackageManifest[] = [];
  const repository: Repository = {
    root: '/', files: [], manifests, problems: [], paths: [],
    resolve: (_from, specifier) => {
      if (specifier.startsWith('.')) return { kind: 'unresolved', reason: 'not there' };
      const parts = specifier.split('/');
      const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1);
      return { kind: 'package', name: name.join('/'), subpath: parts.slice(name.length).join('/') };
    },
  };
  const isCertain = (text: string, path?: string): boolean => {
    const file = source(text, path);
    return mayShow(file) && isShown(outlineFacts(file), file, repository, adapters);
  };

  test.each([
    ['it imports a library of interfaces', "import { useState } from 'react';\nexport const loading = useState;"],
    ['a part of one', "import { Component } from '@angular/core';\nimport { Row } from '@mui/material/Row';"],
    ['what the server is it knows by its types only', "import type { AppRouter } from '../server';\nimport { useQuery } from '@tanstack/react-query';"],
  ])('%s', (_name, text) => expect(isCertain(text)).toBe(true));

  test.each([
    ['no library of interfaces', "import { Pool } from 'pg';", undefined],
    ['one that it needs for its types only', "import type { ReactNode } from 'react';", undefined],
    ['a server as well', "import express from 'express';\nimport { renderToString } from 'react-dom/server';", undefined],
    ['a function of it runs on the server', "import { useState } from 'react';\nexport async function save() {\n  'use server';\n}", undefined],
    ['it remembers the results of a request', "import { cache } from 'react';\nexport const user = cache(() => 1);", undefined],
    ['a directive is for a rule of Assay', "import { useState } from 'react';\n// eslint-disable-next-line assay/n-plus-one\nuseState();", undefined],
    ['a framework serves it by its place', "import { View } from 'react';", 'pages/api/orders.tsx'],
    ['a framework serves it by its place and what it exports', "import { Form } from 'react-router-dom';\nexport const action = async () => null;", 'app/routes/orders.tsx'],
    ['the same, exported by a list', "import { Form } from 'react-router-dom';\nasync function load() {}\nexport { Form, load as loader };", 'app/routes/orders.tsx'],
  ])('not: %s', (_name, text, path) => expect(isCertain(text, path)).toBe(false));
});

describe('an analysis', () => {
  const BROKEN = "import { useState } from 'react';\nexport const = useState(;\n";
  const files = [
    { path: 'package.json', text: '{ "dependencies": { "express": "^5.0.0", "react": "^19.0.0" } }' },
    { path: 'web/total.tsx', text: BROKEN },
    { path: 'api/totals.ts', text: "import express from 'express';\nexport const totals = express();\ntotals.post('/totals', (req, res) => res.sendStatus(204));\n" },
  ];
  const problemsWith = (using: readonly Rule[]): readonly string[] => inFolder(files, (root) => analyze({ root, adapters, rules: using }).result.problems.map(({ path, code }) => `${path} ${code}`));

  test('reads the user interface no further, unless tests are read', () => {
    expect(problemsWith(rules.filter(({ meta }) => meta.reads !== 'tests'))).toEqual([]);
    expect(problemsWith(rules)).toEqual(['web/total.tsx syntax']);
  });
});
