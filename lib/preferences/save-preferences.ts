import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { startBells } from '../notify/start-bells.ts'
import type { Preferences } from './preferences.ts'
import { type PreferenceChanges, readStored, toStored } from './preferences-schema.ts'

/** Saves the given parts over the viewer's own, in one statement: two screens that save different parts lose nothing. */
export async function savePreferences(
  { portalId, userId }: { portalId: string; userId: number },
  changes: PreferenceChanges,
): Promise<Preferences> {
  const [saved] = await inPortal(portalId, async (tx) => {
    if (changes.notify?.bell === true) await startBells(tx, portalId)
    return tx.$queryRaw<{ preferences: unknown }[]>`
      insert into viewer_state (portal_id, user_id, preferences)
      values (${portalId}::uuid, ${BigInt(userId)}, ${JSON.stringify(toStored(changes))}::jsonb)
      on conflict (portal_id, user_id) do update set
        preferences = viewer_state.preferences || excluded.preferences
      returning preferences`
  })
  return readStored(saved?.preferences)
}
