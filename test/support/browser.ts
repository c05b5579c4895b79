import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why browser tests do not run here; undefined when they do. */
export const noBrowser = CHROMIUM === undefined ? 'skipped: no Chromium on this machine (Debian: apt-get install chromium)' : undefined;

/** Starts a headless Chromium of the system. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Opens a page from a file, and keeps what it complains about and asks for. */
export async function openPage(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const page = await (await browser.newContext({ bypassCSP: false, ...options })).newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('request', request => requests.push(request.url()));
  await page.goto(`file://${file}`);
  return { page, complaints, requests };
}

interface AxeResult { readonly violations: readonly { readonly id: string; readonly impact: string | null; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[] }

/** Violations that axe calls serious or critical, one line each. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.slice(0, 3).map(node => `${id}: ${node.html.slice(0, 160)}: ${node.failureSummary ?? ''}`));
}
