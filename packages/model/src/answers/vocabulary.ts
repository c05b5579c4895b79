/** The frozen data-access vocabulary (fixtures/corpus/vocabulary.json; a test holds the two equal): coverage is measured against it. */
export const DATA_CALL_NAMES: ReadonlySet<string> = new Set([
  '$count', '$executeRaw', '$executeRawUnsafe', '$queryRaw', '$queryRawUnsafe', 'aggregate', 'aggregateRaw', 'anyFirst', 'average', 'batchInsert',
  'bulkCreate', 'bulkSave', 'bulkWrite', 'clear', 'count', 'countBy', 'countDocuments', 'create', 'createMany', 'createManyAndReturn', 'decrement',
  'del', 'delete', 'deleteAll', 'deleteMany', 'deleteOne', 'destroy', 'distinct', 'estimatedDocumentCount', 'exec', 'execute', 'executeQuery',
  'executeTakeFirst', 'executeTakeFirstOrThrow', 'exist', 'exists', 'existsBy', 'find', 'findAll', 'findAndCount', 'findAndCountAll',
  'findAndCountBy', 'findBy', 'findById', 'findByIdAndDelete', 'findByIdAndRemove', 'findByIdAndUpdate', 'findByIds', 'findByPk', 'findCreateFind',
  'findFirst', 'findFirstOrThrow', 'findMany', 'findOne', 'findOneAndDelete', 'findOneAndRemove', 'findOneAndReplace', 'findOneAndUpdate',
  'findOneBy', 'findOneById', 'findOneByOrFail', 'findOneOrFail', 'findOrBuild', 'findOrCreate', 'findRaw', 'findUnique', 'findUniqueOrThrow',
  'first', 'getCount', 'getExists', 'getMany', 'getManyAndCount', 'getOne', 'getOneOrFail', 'getRawAndEntities', 'getRawMany', 'getRawOne',
  'groupBy', 'increment', 'insert', 'insertMany', 'insertOne', 'many', 'manyFirst', 'manyOrNone', 'maximum', 'maybeOne', 'maybeOneFirst', 'minimum',
  'none', 'one', 'oneFirst', 'oneOrNone', 'pluck', 'populate', 'preload', 'query', 'raw', 'recover', 'reload', 'remove', 'replaceOne', 'restore',
  'rpc', 'save', 'select', 'selectDistinct', 'selectDistinctOn', 'softDelete', 'softRemove', 'sql', 'stream', 'toArray', 'truncate', 'unsafe',
  'update', 'updateAll', 'updateMany', 'updateManyAndReturn', 'updateOne', 'upsert',
]);
