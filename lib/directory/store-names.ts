import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { DirectoryEntry } from './directory-entry.ts'

type Names = { readonly learnt: readonly DirectoryEntry[]; readonly untold: readonly DirectoryEntry[] }

/**
 * Keeps what was told, and that there is no name for what was not; that never replaces a name that was told once. Of a portal
 * that has been uninstalled meanwhile nothing is kept.
 */
export async function storeNames(portalId: string, { learnt, untold }: Names, now: Date): Promise<void> {
  const entries = [...learnt, ...untold]
  if (entries.length === 0) return
  const column = <T>(pick: (entry: DirectoryEntry, index: number) => T) => entries.map(pick)
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      with installed as materialized (
        select 1 from installation where portal_id = ${portalId}::uuid and status <> 'UNINSTALLED' for share
      )
      insert into directory_entry (portal_id, kind, key, name, color, semantics, photo, fetched_at)
      select ${portalId}::uuid, e.kind::directory_kind, e.key, coalesce(old.name, e.name), coalesce(old.color, e.color),
             coalesce(old.semantics, e.semantics), coalesce(old.photo, e.photo), ${now}::timestamptz
      from unnest(
        ${column((e) => e.kind)}::text[], ${column((e) => e.key)}::text[], ${column((e) => e.name)}::text[],
        ${column((e) => e.color)}::text[], ${column((e) => e.semantics)}::text[], ${column((e) => e.photo)}::text[],
        ${column((_, index) => index < learnt.length)}::boolean[]
      ) as e (kind, key, name, color, semantics, photo, told)
      cross join installed
      left join directory_entry old
        on not e.told and old.portal_id = ${portalId}::uuid and old.kind = e.kind::directory_kind and old.key = e.key
      on conflict (portal_id, kind, key) do update set
        name = excluded.name, color = excluded.color, semantics = excluded.semantics, photo = excluded.photo,
        fetched_at = excluded.fetched_at`,
  )
}
