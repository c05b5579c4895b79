const THINGS = ['invoice', 'parcel', 'tenant', 'device', 'course', 'ticket', 'vendor', 'budget', 'window', 'recipe', 'voyage', 'survey', 'asset', 'lease', 'batch', 'quote', 'badge', 'label', 'depot', 'claim'];
const FIELDS = ['title', 'status', 'amount', 'currency', 'note', 'priority', 'region', 'reference', 'weight', 'channel', 'score', 'capacity', 'stage', 'colour'];
const STEPS = ['trim', 'pad', 'round', 'group', 'merge', 'split', 'rank', 'clean', 'shorten', 'compare'];

/** The thing that one module of a service is about: the names of its code, its table and its fields. `number` tells it from all others. */
export function thingOf(number, random) {
  const word = `${THINGS[number % THINGS.length]}${number}`;
  const fields = [...new Set(Array.from({ length: random.between(4, 9) }, () => random.pick(FIELDS)))];
  return { word, name: word[0].toUpperCase() + word.slice(1), table: `${word}s`, fields, steps: Array.from({ length: random.between(2, 6) }, (_, index) => `${random.pick(STEPS)}${index}`) };
}
