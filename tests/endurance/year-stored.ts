import type { Stage } from '../interleavings/stage.ts'

/** How the app stands on a portal, by its own word. */
export type Stored = {
  member_id: string
  status: string
  closing: string | null
  isBroken: boolean
  verifiedAtMs: number
  unbound: string[]
}

const COLUMNS = `p.member_id, n.status::text, n.closing, n.broken_at is not null as "isBroken",
  extract(epoch from n.verified_at)::float8 * 1000 as "verifiedAtMs", n.unbound_events as unbound`

export function readAllStored(stage: Stage): Promise<Stored[]> {
  return stage.sql<Stored>(`select ${COLUMNS} from installation n join portal p on p.id = n.portal_id`)
}

export async function readStored(stage: Stage, memberId: string): Promise<Stored | undefined> {
  return (await readAllStored(stage)).find((stored) => stored.member_id === memberId)
}
