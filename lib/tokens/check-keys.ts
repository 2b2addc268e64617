import type pg from 'pg'
import { open, parseKeyRing } from '../platform/crypto.ts'
import { Problem } from '../platform/problem.ts'
import { tokenBinding } from '../portals/installation-status.ts'

/**
 * Makes sure that the stored tokens open with these keys (ENCRYPTION_KEYS): of each key's name one is tried. For who may read all of them.
 * @throws Problem (one sentence) that names the key and no token.
 */
export async function checkKeys(client: pg.ClientBase, encryptionKeys: string): Promise<void> {
  const ring = parseKeyRing(encryptionKeys)
  const { rows } = await client.query<{ portal: string; sealed: string; name: string }>(`
    select distinct on (name) portal_id as portal, refresh_token_sealed as sealed, split_part(refresh_token_sealed, '.', 1) as name
    from installation where refresh_token_sealed is not null order by name, verified_at desc`)
  for (const { portal, sealed, name } of rows) {
    if (!ring.has(name))
      throw new Problem(
        `Tokens in the database are sealed with the key "${name}", which ENCRYPTION_KEYS does not hold: add it after the first one.`,
      )
    try {
      open(ring, sealed, tokenBinding(portal, 'refresh'))
    } catch {
      throw new Problem(
        `Tokens in the database do not open with the key "${name}" of ENCRYPTION_KEYS: they were sealed with another one of that name, so set the one that belongs to this database.`,
      )
    }
  }
}
