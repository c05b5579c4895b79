// docs/accuracy.md: hand-written, with sections that hold the figures of fixtures/corpus.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelsSection } from './labels-section.mjs';
import { readTable, withSection } from './page-section.mjs';
import { recallSection, triageSection } from './triage-section.mjs';

/** The page with its sections written anew from the data in a folder. */
export function accuracyPage(page, folder) {
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const recall = join(folder, 'recall');
  const listed = existsSync(recall) ? readdirSync(recall).filter((name) => name.endsWith('.tsv')).sort().flatMap((name) => readTable(read(join('recall', name)))) : [];
  const sections = { 'accuracy, triage': triageSection(readTable(read('triage.tsv')), JSON.parse(read('readings.json'))), 'accuracy, recall': recallSection(listed), accuracy: labelsSection(JSON.parse(read('accuracy.json'))) };
  return Object.entries(sections).reduce((text, [name, section]) => withSection(text, name, section), page);
}
