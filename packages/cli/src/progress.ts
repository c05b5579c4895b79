import type { Io } from './io.js';

const CLEAR = '\r\u001b[K';

/** A status line on a terminal's standard error; nothing at all anywhere else. */
export function progressLine(io: Io) {
  const shown = io.stderr.isTTY && !io.env['CI'];
  let last = '';
  return {
    show(stage: string, done: number, total: number): void {
      const text = total > 1 ? `${stage}: ${Math.floor((done / total) * 100)} %` : stage;
      if (!shown || text === last) return;
      last = text;
      void io.stderr.write(`${CLEAR}${text}`);
    },
    async clear(): Promise<void> {
      if (last !== '') await io.stderr.write(CLEAR);
      last = '';
    },
  };
}
