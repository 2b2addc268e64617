import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseLaunch } from '#lib/bitrix24/launch-payload.ts'

const query = new URLSearchParams('DOMAIN=some-domain.bitrix24.com&PROTOCOL=1&LANG=en&APP_SID=926d17')
const fixture = (name: string) => readFileSync(`tests/fixtures/${name}.form`, 'utf8').trim()

describe('a launch', () => {
  test('of today’s cloud is read', () => {
    expect(parseLaunch(query, fixture('launch-app'))).toEqual({
      accessToken: 's6p6eclrvim6da22ft9ch94ekreb52lv',
      refreshToken: '4s386p3q0tr8dy89xvmt96234v3dljg8',
      expiresInSeconds: 3600,
      memberId: 'a223c6b3710f85df22e9377d6c4f7553',
      domain: 'some-domain.bitrix24.com',
      secure: true,
      openedBy: null,
      language: 'en',
      applicationToken: '51856fefc120afa4b628cc82d3935cce',
    })
  })

  test.each([
    ['launch-old-portal', { applicationToken: null }],
    ['launch-detail-tab', { expiresInSeconds: 3_600 }],
    ['launch-list-toolbar', { expiresInSeconds: 3_600 }],
    ['launch-options-not-object', { expiresInSeconds: 3_600 }],
  ])('%s is read', (name, expected) => expect(parseLaunch(query, fixture(name))).toMatchObject(expected))

  test('of a self-hosted portal keeps the port', () => {
    const ported = new URLSearchParams('DOMAIN=Portal.local:8443&PROTOCOL=0')
    expect(parseLaunch(ported, fixture('launch-app'))).toMatchObject({ domain: 'portal.local:8443', secure: false })
  })

  test.each(['', 'a b', 'x/../y', "'none'", 'a;b', 'http://x', 'x@y', '-a'])(
    'from the domain "%s" is refused',
    (domain) => {
      expect(parseLaunch(new URLSearchParams({ DOMAIN: domain }), fixture('launch-app'))).toBeNull()
    },
  )

  test('without a token is refused', () => {
    expect(parseLaunch(query, fixture('launch-app').replace(/AUTH_ID=\w+/, 'AUTH_ID='))).toBeNull()
  })
})
