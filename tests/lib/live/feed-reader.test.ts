import { expect, onTestFinished, test } from 'vitest'
import { readHead } from '#lib/feed/read-head.ts'
import { FeedReader } from '#lib/live/feed-reader.ts'
import { portalPoll } from '#lib/live/portal-poll.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const open = (entityTypeId: number) => ({ entityTypeId, visibility: 'portal' as const })

type Sent = { readonly event: string; readonly id: bigint }
const parse = (text: string): Sent => ({
  event: /^event: (.*)$/m.exec(text)?.[1] ?? '',
  id: BigInt(/^id: (.*)$/m.exec(text)?.[1] ?? 0),
})

test('S1: whoever is cut before the news that other types are watched hears it on the next stream', async () => {
  const portal = await installCore(core(), open(1220), open(147))
  const arrive = async (entityTypeId: number) => {
    const [itemId = 0] = await portal.create({ entityTypeId })
    await portal.receive({ entityTypeId, itemId })
    await portal.confirm()
  }
  await arrive(1220)
  const head = await readHead(portal.portalId)
  const sent: Sent[] = []
  const viewer = {
    ...{ portalId: portal.portalId, userId: people.admin, isAdmin: true, priority: 2 as const },
    ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
  }
  onTestFinished(subscriberHub().subscribe(portal.portalId, () => undefined))
  const send = (text: string) => void sent.push(parse(text))
  const reader = new FeedReader({ viewer, since: head, head, entityTypeId: null, clock: systemClock, send })
  await reader.begin()
  await reader.turn()

  await portal.watch(open(147))
  const watchesRevision = await readHead(portal.portalId)
  await arrive(147)
  reader.signal()
  await reader.turn()
  const events = () => sent.map(({ event }) => event).filter((event) => event !== 'status')
  expect(events()).toEqual(['reset', 'item'])
  expect(sent.find(({ event }) => event === 'reset')?.id).toBe(head)
  expect(sent.find(({ event }) => event === 'item')?.id).toBeGreaterThan(watchesRevision)

  // What the poll finds then is told already.
  await expect
    .poll(() => portalPoll().latest(portal.portalId)?.news?.head, { timeout: 10_000 })
    .toBeGreaterThan(watchesRevision)
  await reader.turn()
  expect(events()).toEqual(['reset', 'item'])
})
