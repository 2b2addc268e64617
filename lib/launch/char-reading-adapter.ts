import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, type SqlMigrationAwareDriverAdapterFactory, type SqlQuery } from '@prisma/driver-adapter-utils'
import type pg from 'pg'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>

/** PostgreSQL's internal one-byte type `"char"`, which the catalogue uses and PrismaPg does not know. */
const CHAR_OID = 18
const TEXT_OID = 25

/**
 * PrismaPg that can read the catalogue's `"char"`, which the schema engine needs to look at a database.
 * @param pool the caller's, who ends it.
 */
export function charReadingAdapter(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool)
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => patch(await factory.connect()),
    // It would play the migrations into the very database that the pool is connected to.
    connectToShadowDb: () => Promise.reject(new Error('Shadow databases are not used here.')),
  }
}

function patch(adapter: Adapter): Adapter {
  const readKnownTypes = adapter.queryRaw
  return Object.assign(adapter, {
    async queryRaw(query: SqlQuery) {
      const reader = new CharReader(adapter.underlyingDriver())
      const rows = await readKnownTypes.call(Object.create(adapter, { client: { value: reader } }), query)
      for (const column of reader.charColumns) rows.columnTypes[column] = ColumnTypeEnum.Character
      return rows
    },
  })
}

/** Stands in for the pool during one query, shows `"char"` as text, and remembers where it was. */
class CharReader {
  charColumns: number[] = []
  private readonly pool: pg.Pool

  constructor(pool: pg.Pool) {
    this.pool = pool
  }

  async query(config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> {
    const result = await this.pool.query(config)
    for (const [column, field] of result.fields.entries()) {
      if (field.dataTypeID !== CHAR_OID) continue
      field.dataTypeID = TEXT_OID
      this.charColumns.push(column)
    }
    return result
  }
}
