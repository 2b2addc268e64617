import { expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()

test.each(['default', 'ingest'] as const)(
  'whoever logs in, the %s connections work as a role that owns nothing and cannot pass the wall',
  async (pool) => {
    const [row] = await db(pool).$queryRaw<object[]>`
      select current_user::text as role, r.rolsuper or r.rolbypassrls as passes,
             exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace) as owns
      from pg_roles r where r.rolname = current_user`
    expect(row).toEqual({ role: 'spf_app', passes: false, owns: false })
    if (pool === 'ingest') await db('ingest').$disconnect()
  },
)
