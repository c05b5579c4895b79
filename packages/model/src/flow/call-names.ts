/** Methods of texts and lists, and of loggers: they do no more for one argument than for another. */
export const HARMLESS = /^(?:at|concat|every|filter|find|findIndex|flat|flatMap|forEach|includes|indexOf|join|keys|length|map|padEnd|padStart|reduce|repeat|replace|replaceAll|slice|some|sort|split|startsWith|endsWith|substring|toISOString|toLowerCase|toString|toUpperCase|trim|values|entries|debug|error|fatal|info|log|trace|verbose|warn)$/;

/** Names under which an unresolved call may change state; others are not worth keeping. */
export const MAY_WRITE = /^(?:create|insert|update|upsert|delete|destroy|remove|save|set|add|bulk|replace|patch|put|push|increment|decrement|truncate|merge|persist|flush|exec|execute|run|query|send|publish|emit|charge)/i;
