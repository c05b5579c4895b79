/** What was remembered, by what was asked. */
type Memo = Map<unknown, unknown>;

/**
 * Which remembered answers may turn out otherwise, because something was read for them that set-up code still changes: what is parked, what containers hold, who calls whom. An answer that took in
 * one that was not ready yet (a circle) or that was cut off counts as well: who asked first decided what it is. All others are the same whenever they are asked, and need not be found again.
 */
export class Doubts {
  private watching = false;
  private touched = false;
  private unready = 0;
  private readonly of = new Map<Memo, Set<unknown>>();

  /** From now on it is watched what answers are made of. Nothing may be remembered yet. */
  watch(): void { this.watching = true; }

  /** Nothing is forgotten any more. */
  rest(): void {
    this.watching = false;
    this.of.clear();
  }

  get isWatching(): boolean { return this.watching; }

  /** Something was read that may change. */
  touch(): void { this.touched = true; }

  /** A remembered answer was taken. */
  took(memo: Memo, key: unknown): void {
    if (this.watching && !this.touched && this.of.get(memo)?.has(key)) this.touched = true;
  }

  /** An answer is looked for; until it is there, it is in doubt for those who take it. To be given to `made`. */
  begin(memo: Memo, key: unknown): boolean {
    if (!this.watching) return false;
    const outer = this.touched;
    this.touched = false;
    let keys = this.of.get(memo);
    if (!keys) this.of.set(memo, (keys = new Set()));
    keys.add(key);
    return outer;
  }

  /** The answer is there. */
  made(memo: Memo, key: unknown, outer: boolean): void {
    if (!this.watching) return;
    if (!this.touched && this.unready === 0) this.of.get(memo)?.delete(key);
    this.touched ||= outer;
  }

  /** What is known of a key; `meanwhile` to those who ask while it is looked for. */
  answer<K, V>(memo: Map<K, V>, key: K, meanwhile: V, make: () => V): V {
    const known = memo.get(key);
    if (known !== undefined) {
      this.took(memo, key);
      return known;
    }
    memo.set(key, meanwhile);
    const outer = this.begin(memo, key);
    const value = make();
    memo.set(key, value);
    this.made(memo, key, outer);
    return value;
  }

  /** Runs something in which an activation is not complete. */
  unreadyWhile<T>(body: () => T): T {
    this.unready += 1;
    const result = body();
    this.unready -= 1;
    return result;
  }

  /** Forgets what is in doubt. */
  drop(memo: Memo): void {
    if (!this.watching) {
      memo.clear();
      return;
    }
    for (const key of this.of.get(memo) ?? []) memo.delete(key);
    this.of.delete(memo);
  }

  /** The same of memos by another key. */
  dropIn(memos: ReadonlyMap<unknown, Memo>): void {
    for (const memo of memos.values()) this.drop(memo);
  }
}
