import { setTimeout as sleep } from 'node:timers/promises'
import { open, type Sent } from './http.ts'
import { type BenchPortal, WATCHED } from './install-portal.ts'
import type { OpenStream } from './open-stream.ts'

const EVENT_EVERY_MS = 1_500
const PAGE_EVERY_MS = 200
const SESSION_EVERY_MS = 4_000
/** A row that has not come by then counts as having taken that long. */
const PATIENCE_MS = 20_000

/** Where the portals' events come from. */
const PORTAL_ADDRESS = { 'x-forwarded-for': '192.0.2.10' }

/** A portal with its people's open streams, and one of them who reads the first page. */
export type Watched = {
  portal: BenchPortal
  /** By who it is. */
  streams: Record<string, OpenStream>
  reader: { name: string; headers: Record<string, string> }
  /** Makes an item that the portal has not announced yet. */
  makeItem(): Promise<number>
  /** What a person of the portal sends for a new session, where that is looked at. */
  signIn?: Sent
}

/** Of each thing that was looked at the milliseconds it took; and how often others were refused, or waited in vain. */
export type Seen = {
  ms: Record<string, number[]>
  refused: number
  lost: number
}

/** Looks, as the people of these portals do, until `isOver`; then waits for what is under way. */
export async function watchOthers(appUrl: string, portals: readonly Watched[], isOver: () => boolean): Promise<Seen> {
  const seen: Seen = { ms: {}, refused: 0, lost: 0 }
  const note = (what: string, ms: number) => {
    seen.ms[what] ??= []
    seen.ms[what].push(ms)
  }
  const timed = async (what: string, url: string, sent: Sent) => {
    const sentAt = performance.now()
    const isTaken = await isAnswered(url, sent)
    if (isTaken) note(what, performance.now() - sentAt)
    else seen.refused += 1
  }
  const arriving: Promise<void>[] = []

  const postEvent = async ({ portal, streams, makeItem }: Watched) => {
    // Right before its event: a sweep would find it as well.
    const itemId = await makeItem()
    const { headers, ...event } = portal.itemAdded(WATCHED, itemId)
    const sentAt = performance.now()
    arriving.push(
      ...Object.entries(streams).map(async ([who, stream]) => {
        const arrivedAt = await Promise.race([stream.arrivalOf(WATCHED, itemId), sleep(PATIENCE_MS, null)])
        if (arrivedAt === null) seen.lost += 1
        note(`event to row, ${who}`, (arrivedAt ?? performance.now()) - sentAt)
      }),
    )
    const sent = { ...event, headers: { ...headers, ...PORTAL_ADDRESS } }
    // The portal does not wait for one event with the next.
    arriving.push(
      isAnswered(`${appUrl}/api/bitrix24/events`, sent).then((isTaken) => {
        if (!isTaken) seen.refused += 1
      }),
    )
  }

  const looking = portals.flatMap((watched, n) => [
    // The portals do not send in the same instant.
    every(EVENT_EVERY_MS, (n * EVENT_EVERY_MS) / portals.length, isOver, () => postEvent(watched)),
    every(PAGE_EVERY_MS, 0, isOver, () =>
      timed(`first page, ${watched.reader.name}`, `${appUrl}/api/feed`, { headers: watched.reader.headers }),
    ),
    every(SESSION_EVERY_MS, 500, isOver, async () => {
      const { signIn, reader } = watched
      if (signIn) await timed(`new session, ${reader.name}`, `${appUrl}/api/session`, signIn)
    }),
  ])
  await Promise.all(looking)
  await Promise.all(arriving)
  return seen
}

/** Works again and again, at most once in `ms`, until it is over. */
async function every(ms: number, firstMs: number, isOver: () => boolean, work: () => Promise<void>): Promise<void> {
  await sleep(firstMs)
  while (!isOver()) {
    const next = sleep(ms)
    await work()
    await next
  }
}

/** Whether the whole answer came, and with success. */
async function isAnswered(url: string, sent: Sent): Promise<boolean> {
  try {
    const response = await open(url, sent)
    for await (const _ of response);
    return response.statusCode === 200
  } catch {
    return false
  }
}
