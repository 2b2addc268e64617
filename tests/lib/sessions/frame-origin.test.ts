import { beforeAll, expect, test } from 'vitest'
import { requireFrameOrigin } from '#lib/sessions/frame-origin.ts'

beforeAll(() => {
  process.env.B24_ALLOW_PRIVATE_PORTALS = '0'
  process.env.B24_HTTP_PORTALS = 'both.example.com'
})

/** Who frames the app for somebody of a portal that is confirmed at these origins; null where nobody does. */
function framedBy(origins: [string, ...string[]], opened: { domain: string; secure?: boolean; openedBy?: string }) {
  const owner = {
    ...{ memberId: 'm', domain: '', clientEndpoint: `${origins[0]}/rest`, origins, userId: 1, licenseStatus: 'F' },
    ...{ scope: 'crm', installed: true, expiresAt: null, server: '' },
  }
  try {
    return requireFrameOrigin(owner, { secure: true, openedBy: null, ...opened })
  } catch (error) {
    expect(error).toMatchObject({ code: 'other_address', details: { address: origins[0] } })
    return null
  }
}

const known = 'https://crm.example.com'

test.each([
  ['its own address', { domain: 'crm.example.com' }, known],
  ['a proxy that speaks TLS for the portal', { domain: 'crm.example.com', secure: false }, known],
  ['the same, as the browser says', { domain: 'crm.example.com', secure: false, openedBy: known }, known],
  ['http, as the browser says', { domain: 'crm.example.com', secure: false, openedBy: 'http://crm.example.com' }, null],
  ['another page that submits the form', { domain: 'crm.example.com', openedBy: 'https://evil.example' }, known],
  ['another host', { domain: 'evil.example', openedBy: 'https://evil.example' }, null],
  ['a host below it', { domain: 'x.crm.example.com' }, null],
  ['a host that it begins', { domain: 'crm.example.com.evil.example' }, null],
  ['another port', { domain: 'crm.example.com:8443' }, null],
])('%s', (_, opened, origin) => expect(framedBy([known], opened)).toBe(origin))

test('each confirmed origin frames the app for itself', () => {
  const second = 'https://crm-internal.example.local:8443'
  expect(framedBy([known, second], { domain: 'crm-internal.example.local:8443' })).toBe(second)
  expect(framedBy([known, second], { domain: 'crm.example.com' })).toBe(known)
})

test('http at a confirmed host is the operator’s decision', () => {
  const opened = { domain: 'both.example.com', secure: false, openedBy: 'http://both.example.com' }
  expect(framedBy(['https://both.example.com'], opened)).toBe('http://both.example.com')
})
