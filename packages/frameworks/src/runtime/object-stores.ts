// https://min.io/docs/minio/linux/developers/javascript/API.html  https://cloud.google.com/nodejs/docs/reference/storage/latest  https://learn.microsoft.com/javascript/api/@azure/storage-blob
import { defineAdapter, type Concept } from '@assay/contract';
import { calledName, inert, isCall, remoteCall, rows, type Reading } from './shared.js';

const GOOGLE = '@google-cloud/storage';
const AZURE = '@azure/storage-blob';

/** Links are signed in the process. */
const minio: Reading = (path): Concept | undefined => (isCall(path) ? (/^(?:presigned|new|set(?:AppInfo|RequestOptions)|trace)/.test(calledName(path)) ? inert : remoteCall) : undefined);

/** Object stores, which keep files and no rows. */
export const objectStores = defineAdapter({
  name: 'object-stores',
  kind: 'runtime',
  packages: ['minio', GOOGLE, AZURE],
  docs: 'https://min.io/docs/minio/linux/developers/javascript/API.html',
  models: [
    ...rows('minio', 'Client.new() default.Client.new() *.new()', inert),
    ...rows('minio', 'Client.new().*() default.Client.new().*()', minio),
    ...rows(GOOGLE, '**.file().save() **.file().delete() **.file().download() **.file().exists() **.file().copy() **.file().move() **.file().makePublic() **.bucket().upload() **.bucket().deleteFiles() **.bucket().getFiles()', remoteCall),
    ...rows(AZURE, '**.uploadData() **.uploadFile() **.uploadStream() **.upload() **.deleteIfExists() **.deleteBlob() **.downloadToBuffer() **.downloadToFile() **.createIfNotExists() **.exists()', remoteCall),
    ...rows(['minio', GOOGLE, AZURE], '**', () => undefined),
  ],
});
