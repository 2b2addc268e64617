import type pg from 'pg'

export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  readonly isWalled: boolean
  /** Whether row-level security lets whoever asks read all of it, as for a backup. */
  readonly isReadable: boolean
}

/** All of our tables, each after those that it refers to. The history of migrations is not one of them. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { refersTo: string[] }>(`
    select c.relname as name, c.relrowsecurity as "isWalled",
           not row_security_active(c.oid) or exists (
             select from pg_policy p
             where p.polrelid = c.oid and p.polname = 'backup' and pg_has_role(current_user, p.polroles[1], 'usage')
           ) as "isReadable",
           array(select a.attname::text from pg_attribute a
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
           array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
                 where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as "refersTo"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> '_prisma_migrations'
    order by c.relname`)
  const sorted: Table[] = []
  for (let left = rows; left.length > 0; ) {
    const waits = (name: string) => left.some((other) => other.name === name)
    const next = left.filter(({ refersTo }) => !refersTo.some(waits))
    if (next.length === 0) throw new Error(`Tables refer to each other: ${left.map(({ name }) => name).join(', ')}.`)
    for (const { refersTo: _, ...table } of next) sorted.push(table)
    left = left.filter((table) => !next.includes(table))
  }
  return sorted
}
