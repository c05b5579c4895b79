import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewHtml } from '@assay/report';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser, openBrowser, openPage, seriousViolations } from './support/browser.js';
import { bigReport, wholeReport } from './support/review.js';

describe.skipIf(noBrowser !== undefined)(`the page of a review in Chromium${noBrowser === undefined ? '' : ` (${noBrowser})`}`, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'assay-page-'));
  const small = join(folder, 'small.html');
  const big = join(folder, 'big.html');
  const whole = join(folder, 'whole.html');

  beforeAll(async () => {
    writeFileSync(small, reviewHtml(bigReport(24, 12)));
    writeFileSync(big, reviewHtml(bigReport(10_000, 1_000)));
    writeFileSync(whole, reviewHtml(wholeReport()));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('asks for nothing but itself and complains of nothing; code in it stays text', async () => {
    const { page, complaints, requests } = await openPage(browser, small);
    expect(requests).toEqual([`file://${small}`]);
    expect(complaints).toEqual([]);
    expect(await page.locator('pre').first().textContent()).toContain('<script>alert(1)</script>');
  });

  test('its policy refuses a script that is not its own', async () => {
    const { page, complaints } = await openPage(browser, small);
    await page.evaluate('document.head.append(Object.assign(document.createElement("script"), { textContent: "window.broken = 1" }))');
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(complaints.join()).toContain('Content Security Policy');
  });

  test('filters by text, owner and verdict, and says how much it shows', async () => {
    const { page } = await openPage(browser, small);
    const shown = page.locator('#shown');
    const rows = page.locator('.matrix tbody tr:visible');
    await expect.poll(() => shown.textContent()).toBe('Showing 12 of 12 entry points, 24 of 24 findings.');
    await page.getByLabel('Path or subject').fill('part-3');
    await expect.poll(() => shown.textContent()).toBe('Showing 1 of 12 entry points, 2 of 24 findings.');
    expect(await rows.count()).toBe(1);
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('pass');
    await expect.poll(() => shown.textContent()).toBe('Showing 0 of 12 entry points, 0 of 24 findings.');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows.count()).toBe(12);
    await page.getByRole('combobox', { name: 'Owner' }).selectOption('@team/red');
    await expect.poll(() => rows.count()).toBeLessThan(12);
    expect(await rows.filter({ hasNotText: '@team/red' }).count()).toBe(0);
  });

  test('works with the keyboard alone, and the focus can be seen', async () => {
    const { page } = await openPage(browser, small);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    const summary = page.locator('#findings summary').first();
    await summary.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.locator('#findings details[open]').count()).toBe(1);
  });

  test.each([['light', () => small], ['dark', () => small], ['light', () => whole], ['dark', () => whole]] as const)('axe finds nothing serious in the %s scheme, with everything opened', async (colorScheme, file) => {
    const { page } = await openPage(browser, file(), { colorScheme });
    await page.evaluate('document.querySelectorAll("details").forEach(element => { element.open = true })');
    expect(await seriousViolations(page)).toEqual([]);
  });

  test('reads without JavaScript: every finding is there, and no filter that would do nothing', async () => {
    const { page } = await openPage(browser, small, { javaScriptEnabled: false });
    expect(await page.locator('#findings li.finding').count()).toBe(24);
    expect(await page.locator('#filter').isVisible()).toBe(false);
  });

  test('fits a phone: nothing but tables and code scrolls sideways, and tables that are read by row do not', async () => {
    for (const file of [small, whole]) {
      const { page } = await openPage(browser, file, { viewport: { width: 390, height: 844 }, isMobile: true });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      expect(await page.evaluate('[...document.querySelectorAll(".stack")].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length')).toBe(0);
      expect(await seriousViolations(page)).toEqual([]);
    }
  });

  test('has every section, each with a way to it', async () => {
    const { page, complaints } = await openPage(browser, whole);
    const links = await page.evaluate<string[]>('[...document.querySelectorAll("nav a")].map(link => link.getAttribute("href").slice(1))');
    expect(links).toEqual(['summary', 'change', 'steps', 'scope', 'matrix', 'worst', 'standards', 'data', 'owners', 'trend', 'imports', 'findings']);
    expect(await page.locator('main > section').count()).toBe(links.length);
    await page.locator('#data summary', { hasText: 'and 8 more' }).press('Enter');
    expect(await page.locator('#data details[open] li').count()).toBe(8);
    expect(await page.locator('#change').getByText('PATCH /items/{id}/part-1').first().isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('opens and filters 10,000 findings without freezing', async () => {
    const { page, complaints } = await openPage(browser, big);
    await expect.poll(() => page.locator('#shown').textContent(), { timeout: 20_000 }).toContain('10000 of 10000 findings');
    const longest = await page.evaluate<number>(`new Promise(resolve => {
      const tasks = [0];
      new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
      const input = document.querySelector('input');
      input.value = 'part-77';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      setTimeout(() => resolve(Math.max(...tasks)), 3000);
    })`);
    expect(await page.locator('#shown').textContent()).toBe('Showing 11 of 1000 entry points, 110 of 10000 findings.');
    expect(longest).toBeLessThan(2_000);
    expect(complaints).toEqual([]);
  }, 120_000);
});
