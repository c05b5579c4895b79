import { performance } from 'node:perf_hooks';

/** How long each stage of an analysis took. Only `--stats` prints it: reports hold no time. */
export class Stages {
  private readonly times = new Map<string, number>();
  private current: string | undefined;
  private since = performance.now();

  enter(stage: string): void {
    if (stage === this.current) return;
    this.leave();
    this.current = stage;
  }

  /** One line a stage, in the order in which they ran, and the memory in use. */
  text(): string {
    this.leave();
    const lines = [...this.times].map(([stage, time]) => `stats: ${stage}: ${Math.round(time)} ms`);
    lines.push(`stats: memory: ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`);
    return lines.map(line => `${line}\n`).join('');
  }

  private leave(): void {
    const now = performance.now();
    if (this.current !== undefined) this.times.set(this.current, (this.times.get(this.current) ?? 0) + now - this.since);
    this.since = now;
  }
}
