import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const USAGE = fileURLToPath(new URL('usage.mjs', import.meta.url));

/**
 * Runs `node <args>` once, as a process of its own: its CPU seconds (user and system, all threads), its peak memory in MB and what it printed.
 * `expected` are the exit codes that count as done: a linter that finds something is one.
 */
export function measure({ args, cwd, expected = [0, 1], heap = 6000 }) {
  const child = spawn(process.execPath, ['--import', USAGE, `--max-old-space-size=${heap}`, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const texts = [1, 2, 3].map((descriptor) => {
    const chunks = [];
    child.stdio[descriptor].on('data', (chunk) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString('utf8');
  });
  return new Promise((resolve) => child.on('close', (code, signal) => {
    const [out, err, usage] = texts.map((text) => text());
    const failure = usage === '' ? `ended by ${signal ?? `code ${code}`} without a measure` : expected.includes(code) ? undefined : `exit code ${code}: ${(err || out).trim().split('\n').at(-1)}`;
    resolve({ ...(usage === '' ? {} : JSON.parse(usage)), out, err, failure });
  }));
}

/** The middle of a list of numbers. */
export function median(values) {
  return quantile(values, 0.5);
}

/** The value that the given share of a list of numbers does not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
