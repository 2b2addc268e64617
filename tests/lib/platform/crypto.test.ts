import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { open, parseKeyRing, seal } from '#lib/platform/crypto.ts'
import { newId } from '#lib/platform/ids.ts'
import { frameOf, readFrame, signFrame } from '#lib/sessions/frame-address.ts'

const key = () => randomBytes(32).toString('base64')

describe('a sealed text', () => {
  const [first, second] = [`a:${key()}`, `b:${key()}`]

  test('opens where it was sealed to, also after the key was rotated', () => {
    const sealed = seal(parseKeyRing(first), 'secret', 'portal:access')
    expect(sealed).not.toContain('secret')
    expect(open(parseKeyRing(`${second},${first}`), sealed, 'portal:access')).toBe('secret')
  })

  test('does not open elsewhere, changed, or without its key', () => {
    const sealed = seal(parseKeyRing(first), 'secret', 'portal:access')
    expect(() => open(parseKeyRing(first), sealed, 'portal:refresh')).toThrow()
    expect(() => open(parseKeyRing(first), `${sealed.slice(0, -2)}AA`, 'portal:access')).toThrow()
    expect(() => open(parseKeyRing(second), sealed, 'portal:access')).toThrow('No key "a"')
  })

  test.each(['', 'a', 'a:short', `:${key()}`, `a b:${key()}`])('needs a proper key ring, not "%s"', (text) => {
    expect(() => parseKeyRing(text)).toThrow('Entry 1')
  })
})

describe('the address of a frame', () => {
  const now = new Date('2026-11-01T10:00:00Z')
  const proved = { origin: 'https://x.bitrix24.com', pages: 'app' } as const
  const segment = signFrame('s'.repeat(32), proved, now)

  test('names the portal that it was signed for', () => {
    expect(readFrame('s'.repeat(32), segment, now)).toEqual(proved)
  })

  test('of a claimed portal lets it frame state pages only', () => {
    const secret = 's'.repeat(32)
    const claimed = signFrame(secret, { origin: 'https://evil.example', pages: 'state' }, now)
    const framedBy = (path: string) => frameOf(secret, path, now)?.origin
    expect(framedBy(`/f/${claimed}/state/not-proved`)).toBe('https://evil.example')
    expect(framedBy(`/f/${claimed}/feed`)).toBeUndefined()
    expect(framedBy(`/f/${segment}/feed`)).toBe('https://x.bitrix24.com')
    const anybody = signFrame(secret, { origin: '*', pages: 'state' }, now)
    expect(framedBy(`/f/${anybody}/state/not-proved`)).toBe('*')
    expect(framedBy(`/f/${anybody}/settings`)).toBeUndefined()
  })

  test('carries where the portal is known to be, which nobody else can put there', () => {
    const told = { origin: 'https://b.example', pages: 'state', address: 'https://a.example/portal' } as const
    expect(readFrame('s'.repeat(32), signFrame('s'.repeat(32), told, now), now)).toEqual(told)
    expect(readFrame('s'.repeat(32), signFrame('t'.repeat(32), told, now), now)).toBeNull()
  })

  test.each([
    ['another secret', 't'.repeat(32), segment, now],
    ['a changed text', 's'.repeat(32), `A${segment}`, now],
    ['nothing', 's'.repeat(32), '', now],
    ['a time after its end', 's'.repeat(32), segment, new Date('2026-11-20T10:00:00Z')],
  ])('names nobody for %s', (_, secret, text, at) => expect(readFrame(secret, text, at)).toBeNull())
})

test('ids made later sort later', () => {
  expect(newId(1_000) < newId(2_000)).toBe(true)
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
