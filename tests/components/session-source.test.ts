import { describe, expect, test } from 'vitest'
import { createSessionSource, type SessionPorts } from '#components/frame/session-source.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE_MS = 60_000

function session(token: string, lifetimeMs = 15 * MINUTE_MS): FrameSession {
  const viewer = { userId: 1, name: 'Ann Lee', isAdmin: true, language: 'en' }
  const expiresAt = new Date(NOW + lifetimeMs).toISOString()
  return {
    token,
    expiresAt,
    viewer,
    portal: { domain: 'a.example', address: 'https://a.example' },
    abilities: { act: true, bell: false },
  }
}

function portal(answers: (() => Response)[]) {
  const asked: boolean[] = []
  let elapsedMs = 0
  const ports: SessionPorts = {
    getPortalAuth: async (fresh) => {
      asked.push(fresh)
      return { accessToken: 'portal token', memberId: 'm', domain: 'a.example' }
    },
    postSession: async () => (answers.shift() ?? (() => new Response(null, { status: 500 })))(),
    now: () => NOW + elapsedMs,
    elapsed: () => elapsedMs,
  }
  return { ports, asked, wait: (ms: number) => (elapsedMs += ms) }
}

const proved = (token: string) => () => Response.json(session(token))
const refused = (status: number, code: string) => () => Response.json({ code, requestId: 'r1' }, { status })

describe('the session', () => {
  test('that was handed over is used until shortly before its end, then renewed once for all', async () => {
    const { ports, asked, wait } = portal([proved('second')])
    const source = createSessionSource(session('first'), ports)
    expect((await source.get()).token).toBe('first')
    wait(14 * MINUTE_MS)
    const tokens = await Promise.all([source.get(), source.get(), source.renew()])
    expect(tokens.map((each) => each.token)).toEqual(['second', 'second', 'second'])
    expect(asked).toEqual([false])
  })

  test('does not trust a clock that is hours ahead', async () => {
    const { ports, asked } = portal([])
    const source = createSessionSource(session('first', -3 * 60 * MINUTE_MS), ports)
    expect((await source.get()).token).toBe('first')
    expect(asked).toEqual([])
  })

  test('is asked for with a fresh portal token when the known one is refused', async () => {
    const { ports, asked } = portal([refused(401, 'unauthorized'), proved('second')])
    expect((await createSessionSource(null, ports).get()).token).toBe('second')
    expect(asked).toEqual([false, true])
  })

  test('that cannot be had ends in the state that says why', async () => {
    const lost = portal([refused(401, 'unauthorized'), refused(401, 'unauthorized')])
    await expect(createSessionSource(null, lost.ports).get()).rejects.toMatchObject({ code: 'session-lost' })
    const gone = portal([refused(409, 'not_installed')])
    await expect(createSessionSource(null, gone.ports).get()).rejects.toMatchObject({
      code: 'not-installed',
      requestId: 'r1',
    })
  })

  test('survives a renewal that fails while the old token still works', async () => {
    const { ports, wait } = portal([refused(503, 'unavailable')])
    const source = createSessionSource(session('first'), ports)
    wait(14 * MINUTE_MS)
    expect((await source.get()).token).toBe('first')
  })
})
