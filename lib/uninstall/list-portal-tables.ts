import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'

/** What an uninstall that keeps the settings leaves: few rows, of which none is about people or items. */
const ofSettings = ['installation', 'feed_head', 'watch']

/** The tables that hold rows of portals, as SQL: all of them, or those that any uninstall empties. */
export async function listPortalTables(tx: Transaction, which: 'all' | 'emptied'): Promise<Prisma.Sql[]> {
  const tables = await tx.$queryRaw<{ name: string }[]>`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'portal_id' and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    order by c.relname = 'feed_count', c.relname`
  const names = tables.map(({ name }) => name)
  const wanted = which === 'all' ? names : names.filter((name) => !ofSettings.includes(name))
  return wanted.map((name) => Prisma.raw(`"${name}"`))
}
