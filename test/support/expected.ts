export interface ExpectedFinding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}

/** Reads the first table of an application's EXPECTED.md: a rule and a place (`path:line`) in each row. */
export function readExpectedFindings(markdown: string): ExpectedFinding[] {
  const [first = ''] = markdown.split(/^# What looks wrong/m);
  return first.split('\n').flatMap((row) => {
    const found = /^\|\s*`([a-z0-9-]+)`\s*\|\s*`([^`]+):(\d+)`\s*\|/.exec(row);
    return found ? [{ rule: found[1] ?? '', path: found[2] ?? '', line: Number(found[3]) }] : [];
  });
}
