// node stages.mjs <folder>: judges the project once and prints, as JSON, the milliseconds of CPU time of each stage and rule, and what each rule found.
import { analyze } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';

const clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const stages = new Map();
let current;
let since = clock();
function enter(stage) {
  const now = clock();
  if (current !== undefined) stages.set(current, (stages.get(current) ?? 0) + now - since);
  current = stage;
  since = now;
}

const times = new Map();
const timed = rules.map((rule) => ({
  ...rule,
  *check(input) {
    const before = clock();
    const verdicts = [...rule.check(input)];
    times.set(rule.id, clock() - before);
    yield* verdicts;
  },
}));

const { result } = analyze({ root: process.argv[2], rules: timed, adapters, rollup: false, onProgress: (stage) => enter(stage) });
enter(undefined);
const found = new Map(result.checked.map(({ rule, violation, review, pass }) => [rule, { violation, review, pass }]));
console.log(JSON.stringify({
  stages: [...stages],
  rules: rules.map(({ id }) => ({ id, time: times.get(id) ?? 0, ...found.get(id) })).sort((a, b) => b.time - a.time || (a.id < b.id ? -1 : 1)),
}));
