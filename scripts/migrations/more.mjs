/** Repositories beside those of fixtures/corpus.json, measured for their migrations alone: many databases, SQL pairs, other tools. By the name of the checkout's folder. */
export const MORE = [
  { name: 'authelia', repository: 'authelia/authelia', commit: '23572030b404' },
  { name: 'automatisch', repository: 'automatisch/automatisch', commit: '41f3c56a1631' },
  { name: 'bigcapital', repository: 'bigcapitalhq/bigcapital', commit: 'af80afcf5983' },
  { name: 'hoppscotch', repository: 'hoppscotch/hoppscotch', commit: 'afc2cf181c16' },
  { name: 'kratos', repository: 'ory/kratos', commit: 'b86338da04a0' },
  { name: 'langfuse', repository: 'langfuse/langfuse', commit: '62751446149b' },
  { name: 'lemmy', repository: 'LemmyNet/lemmy', commit: '439734dd638a' },
  { name: 'logto', repository: 'logto-io/logto', commit: '1fbc55441fd2' },
  { name: 'memos', repository: 'usememos/memos', commit: '76a762924306' },
  { name: 'outline', repository: 'outline/outline', commit: 'd77dcdf85386' },
  { name: 'podverse-api', repository: 'podverse/podverse-api', commit: 'f4761929bd3b' },
  { name: 'standardnotes', repository: 'standardnotes/server', commit: '31d2b8a092d8' },
  { name: 'storage', repository: 'supabase/storage', commit: '4fa61fba9371' },
  { name: 'vaultwarden', repository: 'dani-garcia/vaultwarden', commit: '46d71107f509' },
];
