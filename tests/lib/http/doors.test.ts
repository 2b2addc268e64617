import { NextRequest } from 'next/server'
import { expect, test, vi } from 'vitest'
import { handOff } from '#lib/http/hand-off.ts'
import { handle } from '#lib/http/handle.ts'
import { readBody } from '#lib/http/read-body.ts'
import { refuseUnproved } from '#lib/http/refuse-unproved.ts'
import { env } from '#lib/platform/env.ts'
import { log } from '#lib/platform/log.ts'
import { once } from '#lib/platform/once.ts'
import { RateLimiter } from '#lib/platform/rate-limiter.ts'
import { signFrame } from '#lib/sessions/frame-address.ts'
import { proxy } from '../../../proxy.ts'

const portal = { origin: 'https://x.bitrix24.com', pages: 'app' } as const
const session = {
  ...{ token: 'the-session-token', expiresAt: new Date(0).toISOString(), portal: { domain: 'x.bitrix24.com' } },
  ...{ viewer: { userId: 7, name: 'Ada', isAdmin: false, language: 'en' }, abilities: { canRing: false } },
} as unknown as NonNullable<Parameters<typeof handOff>[1]['session']>

const policyOf = (response: Response) =>
  Object.fromEntries(
    (response.headers.get('content-security-policy') ?? '').split('; ').map((directive): [string, string] => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )
const page = (path: string) => policyOf(proxy(new NextRequest(`http://127.0.0.1${path}`)))

test('H11: a body that is larger than it may be is not read to its end, whatever length it names', async () => {
  let pulled = 0
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        if (pulled > 100) controller.close()
        else controller.enqueue(new Uint8Array(1_024))
      },
    })
  const post = (body: BodyInit, headers: HeadersInit = {}) =>
    new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  await expect(readBody(post(endless()), 4_096)).rejects.toMatchObject({ code: 'too_large' })
  expect(pulled).toBeLessThan(20)
  await expect(readBody(post('small', { 'content-length': '9999999' }), 4_096)).rejects.toMatchObject({
    code: 'too_large',
  })
  await expect(readBody(post(new Uint8Array([0xff, 0xfe])), 4_096)).rejects.toMatchObject({ code: 'malformed' })
  expect(await readBody(post('small'), 4_096)).toBe('small')
})

test('H12: no script runs but ours, each answer with a nonce of its own', () => {
  const path = `/f/${signFrame(env().sessionSecret, portal, new Date())}/feed`
  const [first, second] = [page(path), page(path)]
  expect(first['default-src']).toBe(`'none'`)
  expect(first['script-src']).toMatch(/^'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic'$/)
  expect(first['script-src']).not.toBe(second['script-src'])
})

test('a page whose address names a language that no header can hold is a page still', () => {
  const path = `/f/${signFrame(env().sessionSecret, portal, new Date())}/feed`
  for (const lang of ['%E2%82%AC', 'de%0Ax', '%00']) {
    expect(page(`${path}?lang=${lang}`)['frame-ancestors']).toBe(portal.origin)
  }
})

test('H13: a page is framed by the portal that its address is signed for, and by nobody where it is not', () => {
  const path = `/f/${signFrame(env().sessionSecret, portal, new Date())}/feed`
  expect(page(path)['frame-ancestors']).toBe(portal.origin)
  expect(page('/f/made-up.signature/feed')['frame-ancestors']).toBe(`'none'`)
})

test('H13, H15: the hand-off is framed by that portal alone, and the session is in nothing that a server or a log sees', async () => {
  const response = handOff(portal, { screen: 'feed', language: 'en', session })
  expect(policyOf(response)).toMatchObject({ 'default-src': `'none'`, 'frame-ancestors': portal.origin })
  const [, address = ''] = /location\.replace\((".+?")\)/.exec(await response.text()) ?? []
  const target = new URL(JSON.parse(address), 'http://127.0.0.1')
  expect(Buffer.from(target.hash, 'base64url').toString()).toContain('the-session-token')
  expect(Buffer.from(target.pathname + target.search, 'base64url').toString()).not.toContain('the-session-token')
  expect(target.searchParams.size).toBe(1)
})

test('H14: one address has its share of failing to prove itself, another has its own', () => {
  once('unproved-limiter', () => new RateLimiter({ burst: 2, perSecond: 0 }))
  const refusals = ['1.1.1.1', '1.1.1.1', '1.1.1.1', '2.2.2.2'].map((address) => refuseUnproved(address, 'test').code)
  expect(refusals).toEqual(['not_proved', 'not_proved', 'too_many_requests', 'not_proved'])
})

test('H15: what a bug says stays in the log', async () => {
  vi.spyOn(log(), 'error').mockReturnValue(undefined)
  const failing = handle<object>('GET /api/health', () => Promise.reject(new Error('token abc in a message')))
  const response = await failing(new Request('http://127.0.0.1/'), {})
  expect(response.status).toBe(500)
  expect(await response.json()).toMatchObject({ code: 'internal', requestId: expect.any(String) })
  const again = await failing(new Request('http://127.0.0.1/'), {})
  expect(await again.text()).not.toContain('abc')
})
