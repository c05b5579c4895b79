// https://github.com/lorenwest/node-config
import { defineAdapter, Label } from '@assay/contract';
import { calling, inert, quiet, rows, source } from './shared.js';

const values = ['uuid', 'nanoid', 'cuid', '@paralleldrive/cuid2', 'ulid', 'shortid', 'ms', 'bytes', 'dayjs', 'moment', 'moment-timezone', 'luxon', 'date-fns', 'date-fns-tz', 'chalk', 'picocolors', 'kleur',
  'colors', 'http-status', 'http-status-codes', 'statuses', 'slugify', 'slug', 'speakingurl', 'qs', 'query-string', 'semver', 'escape-html', 'he', 'sanitize-html', 'xss', 'dompurify', 'isomorphic-dompurify',
  'mime', 'mime-types', 'js-yaml', 'yaml', 'marked', 'markdown-it', 'handlebars', 'mustache', 'cheerio', 'jsdom', 'pdfkit', 'exceljs', 'xlsx', 'csv-parse',
  'csv-parse/sync', 'csv-stringify', 'papaparse', 'archiver', 'jszip', 'adm-zip', 'deepmerge', 'fast-deep-equal', 'clone', 'flat', 'object-hash', 'camelcase', 'change-case', 'pluralize', 'big.js', 'bignumber.js',
  'decimal.js', 'currency.js', 'randomstring', 'crypto-js', 'crypto-random-string', 'otplib', 'speakeasy', 'totp-generator', 'zxcvbn', 'ip', 'ipaddr.js', 'request-ip', 'geoip-lite', 'ua-parser-js', 'useragent',
  'json5', 'superjson', 'fast-json-stringify', 'fast-safe-stringify', 'eta', 'mjml', 'turndown', 'linkify-it', 'html-to-text', 'dotenv', 'dotenv/config', 'dotenv-expand', 'dotenv-flow', 'path-to-regexp',
  'string-strip-html', 'svg-captcha', 'on-finished', 'depd', 'inflection', 'tinycolor2', 'base-64', 'buffer-crc32', 'msgpackr', 'protobufjs', 'iconv-lite', 'file-type', 'fast-glob', 'globby',
  'chokidar', 'del', 'pathe', 'minimist', 'yargs', 'commander', '@commander-js/extra-typings', 'ora', 'inquirer', 'prompts', 'systeminformation', 'pidusage', 'cron-parser', 'cronstrue', 'feature-toggles', 'errors', 'node-forge',
  'antlr4', 'antlr4ts', 'antlr4ng', '@jsonhero/path', 'ripemd160', 'hyperloglog-lite', 're2js', 're2', 'libxmljs', 'libxmljs2', 'jsonpath', 'jsonpath-plus', 'xmlbuilder', 'xmlbuilder2', 'oxide.ts', 'unzipper', 'canvas',
  'prosemirror-view', 'prosemirror-state', 'prosemirror-model', 'prosemirror-transform', '@codemirror/view', '@codemirror/state', '@codemirror/lang-sql', 'pixi.js', '@mjackson/form-data-parser',
  '@tiptap/core', '@tiptap/react', '@hocuspocus/transformer', 'relay-runtime', 'subscriptions-transport-ws', '@tiptap/pm/state', '@tiptap/pm/model', '@tiptap/pm/view', '@tiptap/pm/transform', 'tinymce', 'js-cookie', 'tippy.js', 'hls.js', 'jspdf', 'jquery', 'ssh2', 'node-ssh', 'fluent-json-schema',
  'prosemirror-tables', 'prosemirror-commands', 'prosemirror-schema-list', 'slate', 'slate-react', 'slate-history', 'yjs', 'y-protocols', 'konva', 'vue', '@conform-to/react', 'postcss', 'ts-morph',
  'typescript', '@babel/core', '@babel/traverse', '@babel/types', 'jscodeshift', 'ts-pattern', 'fp-ts', 'rxjs', 'immutable', 'immer', 'mobx', 'zustand', 'pdf-lib', '@cantoo/pdf-lib', '@libpdf/core', 'pdfjs-dist',
  'playwright', 'playwright-core', '@playwright/test', 'puppeteer', 'puppeteer-core', 'sinon', 'chai', 'proxyquire', 'nock', 'conf', 'electron-store', 'd3', 'pngjs', 'fluent-ffmpeg', 'exifr', 'simple-git', 'isomorphic-git'];
/** These also take a callback in last place. */
const withCallback = ['fs-extra', 'graceful-fs', 'glob', 'rimraf', 'mkdirp', 'tmp', 'ejs', 'pug', 'nunjucks', 'sharp', 'jimp', 'qrcode', 'xml2js', 'formidable'];
const settings = ['config', 'convict', 'rc', 'nconf', 'env-var', 'node-config'];

/** Values, texts and files; settings are from the configuration. */
export const utilities = defineAdapter({
  name: 'utilities',
  kind: 'runtime',
  packages: [...values, ...withCallback, ...settings],
  docs: 'https://github.com/lorenwest/node-config',
  models: [
    ...rows(settings, '**.get() **.getProperties() **.has()', source(Label.config)),
    ...rows('@nestjs/config', 'ConfigService.new().get() ConfigService.new().getOrThrow()', source(Label.config)),
    ...rows('@nestjs/config', '*() *.*() ConfigService.new().*()', inert),
    ...rows(settings, '**', quiet),
    ...rows(values, '**', quiet),
    // A document of Yjs: https://tiptap.dev/docs/hocuspocus/server/hooks
    ...rows('@hocuspocus/server', 'Document.new().**', quiet),
    ...rows(withCallback, '**', calling),
  ],
});
