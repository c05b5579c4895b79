// https://github.com/kelektiv/node.bcrypt.js  https://github.com/ranisalt/node-argon2
import { defineAdapter } from '@assay/contract';
import { callbackOf, compares, inert, rows, type Meaning } from '../runtime/shared.js';

const bcrypt = ['bcrypt', 'bcryptjs', 'bcrypt-nodejs', '@node-rs/bcrypt'];
const argon = ['argon2', '@node-rs/argon2', 'argon2-browser', 'hash-wasm'];
const hashes = ['scrypt-kdf', 'password-hash'];
const comparers = ['tsscmp', 'safe-compare', 'secure-compare', 'scmp'];

/** The answer says whether what was sent is right; a callback gets it instead. */
const compared: Meaning = (path, project) => {
  const callback = callbackOf(path, project);
  return callback < 0 ? compares : { kind: 'invoke', callback };
};
const hashed: Meaning = (path, project) => {
  const callback = callbackOf(path, project);
  return callback < 0 ? inert : { kind: 'invoke', callback };
};

/** Comparing what a caller sent with what is known. */
export const passwords = defineAdapter({
  name: 'passwords',
  kind: 'auth',
  packages: [...bcrypt, ...argon, ...hashes, ...comparers],
  docs: 'https://github.com/kelektiv/node.bcrypt.js',
  models: [
    ...rows(bcrypt, 'compare() compareSync() verify() verifySync()', compared),
    ...rows(argon, 'verify() verifySync() argon2Verify() bcryptVerify()', compared),
    ...rows(hashes, 'verify()', compared),
    ...rows(comparers, 'default()', compares),
    ...rows([...bcrypt, ...argon, ...hashes], '*()', hashed),
  ],
});
