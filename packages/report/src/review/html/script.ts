/** The whole script of the page: it filters what is there, and the page is complete without it. No handler stands on a row. */
export const SCRIPT = `(() => {
  const form = document.getElementById('filter');
  const lists = [...document.querySelectorAll('[data-list]')].map(list => ({
    name: list.dataset.list,
    items: [...list.querySelectorAll('[data-text]')].map(item => ({ item, text: item.dataset.text.toLowerCase(), owners: item.dataset.owners.split('|'), verdicts: item.dataset.verdicts.split(' '), shown: true })),
  }));
  const output = document.getElementById('shown');
  const apply = () => {
    const text = form.elements.text.value.trim().toLowerCase();
    const owner = form.elements.owner ? form.elements.owner.value : 'any';
    const verdict = form.elements.verdict.value;
    const told = [];
    for (const { name, items } of lists) {
      let count = 0;
      for (const entry of items) {
        const shown = entry.text.includes(text) && (owner === 'any' || entry.owners.includes(owner)) && (verdict === 'any' || entry.verdicts.includes(verdict));
        if (shown !== entry.shown) entry.item.hidden = !shown;
        entry.shown = shown;
        if (shown) count++;
      }
      told.push(count + ' of ' + items.length + ' ' + name);
    }
    output.textContent = 'Showing ' + told.join(', ') + '.';
  };
  let timer;
  form.hidden = false;
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
  form.addEventListener('submit', event => { event.preventDefault(); apply(); });
  form.addEventListener('reset', () => setTimeout(apply));
  apply();
})();`;
