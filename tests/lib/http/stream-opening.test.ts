import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readHead } from '#lib/feed-head/read-head.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { sealSession } from '#lib/sessions/session-token.ts'
import { GET } from '../../../app/api/feed/stream/route.ts'
import { serveStreams } from '../../../app/api/feed/stream/serve-streams.ts'
import { countStatements } from '../../support/count-statements.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
/** Of an opening: who the viewer is, where the feed is, and what changed. The poll goes on beside it. */
const countReads = () => countStatements('viewer_state', '"feed_head"', 'from feed_item')

/** A portal with a type that is open to everybody, and how its people open streams. */
async function portalOf() {
  const portal = await installCore(core(), { entityTypeId: 1220, visibility: 'portal' })
  const { portalId } = portal
  const [row] = await core().sql<{ client_endpoint: string; domain: string }>(
    'select client_endpoint, domain from portal where id = $1',
    [portalId],
  )
  const { client_endpoint: clientEndpoint = '', domain = '' } = row ?? {}
  const tokenOf = async (userId: number) => {
    const claims = { portalId, domain, clientEndpoint, userId, language: 'en', accessToken: 'of-nobody' }
    return (await sealSession(claims, null, new Date())).token
  }
  const viewer = async (userId: number) => {
    const token = await tokenOf(userId)
    return async (since: bigint | null) => {
      const headers = { authorization: `Bearer ${token}`, ...(since !== null && { 'last-event-id': String(since) }) }
      const answer = await GET(new Request('http://127.0.0.1/api/feed/stream', { headers }), undefined)
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
      onTestFinished(() => reader?.cancel())
      let text = ''
      /** Reads until the stream says this. */
      const until = async (what: string) => {
        while (!text.includes(what)) {
          const { value, done } = (await reader?.read()) ?? { done: true }
          if (done) throw new Error(`The stream ended: ${text}`)
          text += value
        }
        return text
      }
      return { status: answer.status, until }
    }
  }
  return { ...portal, viewer, tokenOf }
}

/** A server as Next's is: it answers whatever it is asked, and is not handed out. */
async function startServer(): Promise<string> {
  serveStreams()
  const server = createServer((_, response) => response.end('of Next')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('S1: a hundred streams that open at once share the reads that one would need', async () => {
  const portal = await portalOf()
  const opened = await Promise.all(Array.from({ length: 20 }, (_, n) => portal.viewer(people.employee + n)))
  const reads = countReads()
  const streams = await Promise.all(opened.flatMap((open) => Array.from({ length: 5 }, () => open(null))))
  await Promise.all(streams.map(({ until }) => until('event: status')))
  expect(reads()).toBeLessThanOrEqual(10)
})

test('S1: where the portal is known a stream that comes back reads nothing, and is told what comes', async () => {
  const portal = await portalOf()
  const open = await portal.viewer(people.employee)
  const head = await readHead(portal.portalId)
  await (await open(head)).until('event: status')
  const reads = countReads()
  const stream = await open(head)
  await stream.until('event: status')
  expect(reads()).toBe(0)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  await portal.confirm()
  expect(await stream.until('event: item')).toContain(`"id":"1220:${itemId}"`)
})

test('a stream that claims to be beyond what is known has the head read, and is not told to read anew', async () => {
  const portal = await portalOf()
  const open = await portal.viewer(people.employee)
  await (await open(null)).until('event: status')
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  await portal.confirm()
  const since = await readHead(portal.portalId)
  expect(await (await open(since)).until('event: status')).not.toContain('event: reset')
})

test('T3: a stream that is written straight into the answer ends with its reader; all else is left to Next', async () => {
  const portal = await portalOf()
  const origin = await startServer()
  const token = await portal.tokenOf(people.employee)
  const leaving = new AbortController()
  const ask = (path: string, headers = {}) => fetch(`${origin}${path}`, { headers, signal: leaving.signal })
  const isFollowed = () => subscriberHub().has(portal.portalId)
  const first = await ask('/api/feed/stream', { authorization: `Bearer ${token}` })
  expect(first.headers.get('content-type')).toContain('text/event-stream')
  expect(first.headers.get('cache-control')).toContain('no-transform')
  const reader = first.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain(': open')
  expect(isFollowed()).toBe(true)
  const refused = await ask('/api/feed/stream?entityTypeId=1220')
  expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'unauthorized' }])
  for (const path of ['/api/feed/streams', '/api/feed', '/api/feed/stream/'])
    expect(await (await ask(path)).text()).toBe('of Next')
  leaving.abort()
  await expect.poll(isFollowed).toBe(false)
})
