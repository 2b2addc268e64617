import { FeedClient } from './feed-client.ts'
import type { FeedStream } from './feed-stream.ts'
import type { PortalDriver } from './portal-driver.ts'
import type { System } from './start-system.ts'

/** How many openings are under way at a time. */
const AT_ONCE = 20
const FIRST_USER_ID = 100

export type Member = {
  userId: number
  /** Otherwise only what is the viewer's own. */
  seesAll: boolean
  streams: FeedStream[]
}

/** Lets `count` people without admin rights in, every other one of whom sees all items, each with that many open pages. */
export async function openCrowd(
  { app, simulator }: Pick<System, 'app' | 'simulator'>,
  portal: PortalDriver,
  { count, pages = 1 }: { count: number; pages?: number },
): Promise<Member[]> {
  const open = async (n: number): Promise<Member> => {
    const [userId, seesAll] = [FIRST_USER_ID + n, n % 2 === 0]
    await simulator.setRights(portal.memberId, { userId, admin: false, crm: seesAll ? 'all' : 'own' })
    const { session } = await portal.submit(await portal.launchForm(userId))
    if (!session) throw new Error(`viewer ${userId} was not let in`)
    const client = new FeedClient(app.url, session)
    return { userId, seesAll, streams: await Promise.all(Array.from({ length: pages }, () => client.stream())) }
  }
  const crowd: Member[] = []
  for (let start = 0; start < count; start += AT_ONCE) {
    const next = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, n) => open(start + n))
    crowd.push(...(await Promise.all(next)))
  }
  return crowd
}

/** Whether each page of the member shows exactly these items, in whichever order they came. */
export function shows({ streams }: Member, itemIds: readonly number[]): boolean {
  const wanted = itemIds.toSorted((a, b) => a - b).join()
  return streams.every((stream) => stream.itemIds.toSorted((a, b) => a - b).join() === wanted)
}

/** How many requests each member's token was used for since the portal's REST log had `from` entries. */
export async function questionsOf(
  { simulator }: Pick<System, 'simulator'>,
  { memberId }: PortalDriver,
  from: number,
): Promise<Map<number, number>> {
  const calls = (await simulator.restLog(memberId)).slice(from)
  const asked = new Map<number, number>()
  for (const { userId } of calls) {
    if (userId !== null && userId >= FIRST_USER_ID) asked.set(userId, (asked.get(userId) ?? 0) + 1)
  }
  return asked
}
