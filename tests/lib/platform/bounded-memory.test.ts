import { globSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { restBudget } from '#lib/bitrix24/rest-budget.ts'
import { logRefusal } from '#lib/http/handle.ts'
import { limitViewer } from '#lib/http/limit-viewer.ts'
import { openStreams } from '#lib/live/open-streams.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { metricsRegistry } from '#lib/platform/metrics.ts'
import { recentMap } from '#lib/platform/recent-map.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { askInTurn } from '#lib/receipts/ask-in-turn.ts'
import { takeEventShare, takeIntroduction, takeUninstallDoubt } from '#lib/receipts/event-limits.ts'
import { senderCache } from '#lib/tokens/sender-cache.ts'
import { AskPauses } from '#lib/visibility/ask-pauses.ts'
import { recordWithdrawn, startAt } from '#lib/visibility/change-cursor.ts'
import { isKnownClosed, recordClosed } from '#lib/visibility/closed-portals.ts'
import { ItemMarks } from '#lib/visibility/item-marks.ts'
import { marksOf } from '#lib/visibility/known-viewers.ts'
import { slowHead } from '#lib/visibility/slow-head.ts'
import { TypeMarks } from '#lib/visibility/type-marks.ts'

const portals = 100_000
const viewers = 5_000
const marksOfViewer = 100
const megabyte = 1_048_576
const now = systemClock().getTime()

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapUsed(): number {
  collect()
  return process.memoryUsage().heapUsed
}

/** What one portal makes the process remember, but for what is read for it. */
function meet(portalId: string): void {
  takeEventShare(portalId, systemClock)
  takeIntroduction(portalId, '203.0.113.1', systemClock)
  takeUninstallDoubt(portalId, systemClock)
  askInTurn(portalId, '203.0.113.1', () => Promise.resolve(), systemClock)
  slowHead(portalId, 1n, now)
  recordClosed(portalId, now)
  isKnownClosed(portalId, now)
  senderCache().set(portalId, { portalId, applicationTokenDigest: portalId.repeat(2), readAtMs: now })
  restBudget({ portalId }).heldUntilMs('crm.item.list', 1)
  const leave = openStreams().enter({ portalId, userId: 1 }, () => undefined)
  const unsubscribe = subscriberHub().subscribe(portalId, () => undefined)
  leave()
  unsubscribe()
}

/** What bounds each map and set that outlives a request and does not forget by itself (`recentMap`). */
const bounds: Record<string, string> = {
  'bitrix24/operating-time #uses': 'the methods that we call',
  'bitrix24/request-queue #turns': 'who waits for the portal, or was served lately',
  'bitrix24/rest-budget rest-budgets': 'a thousand idle portals; the others wait for an answer',
  'db/client pg-pools': 'the pools there are',
  'db/database-client database-hosts': 'the addresses of the environment',
  'db/own-backends own-backends': 'the connections there are',
  'db/pipeline #fresh': 'the statements of one pipeline',
  'db/publish-signal signals': 'what is signalled in five milliseconds',
  'jobs/bell-due #moved': 'the portals whose feed has moved on since the last look, a name each',
  'jobs/confirmation-worker #again': 'the portals that are worked on',
  'jobs/confirmation-worker #found': 'the portals that wait, a name each',
  'jobs/confirmation-worker #running': 'how many are worked on at a time',
  'jobs/job-runner #workers': 'the queues there are',
  'language/relative-time absolute': 'the languages there are',
  'language/relative-time relative': 'the languages there are',
  'language/translate numberFormats': 'the languages there are',
  'language/translate pluralRules': 'the languages there are',
  'live/open-streams #ofViewer': 'the streams that may be open',
  'live/portal-poll #hurried': 'the portals with streams',
  'live/portal-poll #readings': 'the portals with streams',
  'live/portal-poll #wanted': 'the portals with streams',
  'live/subscriber-hub #subscribers': 'the portals with streams',
  'notify/quiet-hours clocks': 'maxClocks',
  'platform/counts #counts': 'what is counted, while there is any',
  'platform/fair-gate #waiting': 'requests that are open',
  'platform/ports given-ports': 'the ports of a test run',
  'platform/shared-read #waiting': 'maxWaiting',
  'receipts/ask-in-turn introductions': 'maxPortals, maxAddresses',
  'receipts/declined-events #waiting': 'maxWaiting',
  'receipts/count-refused refused-hints': 'maxPortals, in a second',
  'visibility/ask-pauses #pauses': 'maxKeys',
  'visibility/item-marks #marks': 'maxMarks, and maxMarks of all viewers',
  'visibility/item-marks #stale': 'maxStale, and maxMarks of all viewers',
  'visibility/portal-changes #readings': 'where the streams of a portal are that read',
  'visibility/type-marks #marks': 'maxTypes',
  'visibility/viewer-doubts #returned': 'maxReturned',
  'visibility/wanted-rights #questions': 'what is asked by the pages of a viewer, until it is answered',
  'visibility/wanted-rights #types': 'what is asked by the pages of a viewer, until it is answered',
  'watches/follow-types type-timers': 'maxPortals',
}

test('each map that outlives a request has a bound', () => {
  const kept = globSync('lib/**/*.ts', { exclude: (name) => name.includes('generated') }).flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    const made = String.raw`new (?:Map|Set)\b`
    const fields = source.matchAll(new RegExp(String.raw`^  (?:readonly )?(#\w+) = ${made}`, 'gm'))
    const constants = source.matchAll(new RegExp(String.raw`^const (\w+) = ${made}<`, 'gm'))
    const stores = source.matchAll(new RegExp(String.raw`once\('([\w-]+)', \(\) =>[^;]{0,60}?${made}`, 'g'))
    return [...fields, ...constants, ...stores].map(([, name]) => `${file.slice('lib/'.length, -'.ts'.length)} ${name}`)
  })
  expect(kept.toSorted()).toEqual(Object.keys(bounds).toSorted())
})

test('100,000 portals and 5,000 viewers are within bounds: what is not used is forgotten', {
  timeout: 300_000,
}, async () => {
  for (let n = 0; n < portals / 4; n += 1) meet(`first ${n}`)
  const few = heapUsed()
  for (let n = 0; n < portals; n += 1) meet(`then ${n}`)
  expect((heapUsed() - few) / megabyte).toBeLessThan(20)
  for (let userId = 1; userId <= viewers; userId += 1) {
    const viewer = { portalId: `first ${userId % 100}`, userId }
    await limitViewer(viewer, 'openings')
    for (let itemId = 1; itemId <= marksOfViewer; itemId += 1)
      marksOf(viewer).items.set({ entityTypeId: 1220, itemId, revision: 1n }, 'shown', now)
  }
  expect(heapUsed() / megabyte).toBeLessThan(700)
})

test('T3: what one viewer may have asked, or one stream told, is bounded too', () => {
  const types = new TypeMarks()
  const pauses = new AskPauses<number>()
  const items = new ItemMarks()
  const cursor = startAt(0n)
  for (let n = 1; n <= 30_000; n += 1) {
    types.decide(n, 'listed', { askedAtMs: now, nowMs: now })
    pauses.failed(n, now)
    pauses.failed(n, now)
    items.setStale({ entityTypeId: 1220, itemId: n, revision: 1n }, now)
    recordWithdrawn(cursor, `1220:${n}`)
  }
  expect(types.expired(Number.POSITIVE_INFINITY)).toHaveLength(200)
  expect(pauses.isPaused(1, now)).toBe(false)
  expect(pauses.isPaused(30_000, now)).toBe(true)
  // Counted with the others, of which all viewers together have so many.
  expect(items.size).toBe(2_000)
  expect(cursor.withdrawn.size).toBe(1_000)
})

test('T3: words of a portal of one’s own are counted together, however many they are', async () => {
  for (let n = 0; n < 1_000; n += 1) {
    const word = n.toString(26).replaceAll(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    logRefusal(new Refusal('unauthorized', word), { requestId: '' })
  }
  const text = await metricsRegistry().metrics()
  expect(text).toContain('spf_refusals_total{code="unauthorized",reason="other"} 1000')
  expect(text.match(/^spf_refusals_total\{/gm)?.length).toBeLessThan(120)
})

test('an entry may count as many: it is the sum that is bounded', () => {
  const map = recentMap<string, { rows: number }>(100, 0, ({ rows }) => rows)
  for (let n = 0; n < 50; n += 1) map.set(`portal ${n}`, { rows: 10 })
  expect([...map.keys()].toSorted()).toHaveLength(10)
})
