import type pg from 'pg'

/** From here on this database is the one that goes on, where it stands now. @returns false where it was already. */
export async function adoptDatabase(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    'update home set place = database_place(), since = now() where place <> database_place()',
  )
  return rowCount === 1
}
