import { expect, test } from 'vitest';
import { analyzeFolder, inFolder } from './support/fixture.js';

/** How each route-like call of the file was classified, as `line: known meaning|reason`. */
function classified(text: string, dependencies: Readonly<Record<string, string>>): readonly string[] {
  const files = [{ path: 'package.json', line: 1, text: JSON.stringify({ name: 'quay', dependencies }) }, { path: 'src/quay.ts', line: 1, text }];
  return inFolder(files, (root) => analyzeFolder(root, []).routeCalls().map(({ at, name, known, meaning, reason }) => `${text.slice(0, at.start).split('\n').length} ${name} ${known} ${meaning ?? reason ?? ''}`));
}

test('what registers an entry point, what does not, and what is not known', () => {
  const code = [
    `import express from 'express';`,
    `import axios from 'axios';`,
    `import { pier } from 'pier-client';`,
    `const app = express();`,
    `app.post('/boats', (req, res) => res.json({}));`,
    `axios.post('/boats', { name: 'a' });`,
    `pier.put('/boats', { name: 'b' });`,
    `function put(path: string, boat: object) { return { path, boat }; }`,
    `const own = { put };`,
    `own.put('/boats', {});`,
    `new Map<string, object>().get('/boats');`,
    `app.get('setting');`,
    `export function later(berth) { berth.delete('/boats', () => undefined); }`,
    `app.listen(1);`,
  ].join('\n');
  expect(classified(code, { express: '^5.0.0', axios: '^1.7.0', 'pier-client': '^1.0.0' })).toEqual([
    '5 post yes an entry point', '6 post no external', '7 put unknown external-wrapper', '10 put no a function of the project', '13 delete unknown parameter',
  ]);
});

test('decorators on methods, chains and procedures', () => {
  const code = [
    `import { Controller, Get, Module } from '@nestjs/common';`,
    `import { NestFactory } from '@nestjs/core';`,
    `import { initTRPC } from '@trpc/server';`,
    `import { Put } from 'unheard-of';`,
    `@Controller('boats')`,
    `class Boats {`,
    `  @Get() all() { return []; }`,
    `  @Put() add() { return 1; }`,
    `}`,
    `@Module({ controllers: [Boats] }) class App {}`,
    `NestFactory.create(App).then((app) => app.listen(1));`,
    `const t = initTRPC.create();`,
    `export const fleet = t.router({`,
    `  sink: t.procedure.mutation(() => 1),`,
    `});`,
  ].join('\n');
  expect(classified(code, { '@nestjs/common': '^11.0.0', '@nestjs/core': '^11.0.0', '@trpc/server': '^11.0.0', 'unheard-of': '^1.0.0' })).toEqual([
    '7 Get yes an entry point', '8 Put unknown external-wrapper', '14 mutation yes a registration',
  ]);
});
