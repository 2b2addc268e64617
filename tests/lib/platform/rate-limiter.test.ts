import { describe, expect, test } from 'vitest'
import { parseAddressRange } from '#lib/platform/address-range.ts'
import { RateLimiter } from '#lib/platform/rate-limiter.ts'
import { clientAddress, limitedBy } from '#lib/platform/remote-address.ts'

describe('a rate limit', () => {
  test('refuses one key beyond its burst and lets it through again with time, others meanwhile', () => {
    const limiter = new RateLimiter({ burst: 2, perSecond: 1 })
    expect([limiter.take('a', 0), limiter.take('a', 0), limiter.take('a', 0)]).toEqual([true, true, false])
    expect(limiter.take('b', 0)).toBe(true)
    expect([limiter.take('a', 1_000), limiter.take('a', 1_000)]).toEqual([true, false])
  })
})

describe("the client's address", () => {
  const headers = (peer: string, forwarded?: string) =>
    new Headers({ 'x-remote-address': peer, ...(forwarded && { 'x-forwarded-for': forwarded }) })

  test.each([
    ['the peer, whatever it claims', headers('203.0.113.7', '8.8.8.8'), [], '203.0.113.7'],
    ['what a trusted proxy forwards', headers('10.0.0.2', '198.51.100.1'), ['10.0.0.2'], '198.51.100.1'],
    [
      'the last one that is no proxy',
      headers('10.0.0.2', '1.1.1.1, 198.51.100.1, 10.0.0.9'),
      ['10.0.0.0/8'],
      '198.51.100.1',
    ],
    ['a peer in IPv4-mapped form', headers('::ffff:10.0.0.2', '198.51.100.1'), ['10.0.0.2'], '198.51.100.1'],
    ['a peer below a mapped range', headers('10.0.0.2', '198.51.100.1'), ['::ffff:10.0.0.0/104'], '198.51.100.1'],
    ['behind an IPv6 proxy', headers('2001:db8::7', '2001:db9::1'), ['2001:db8::/32'], '2001:db9::1'],
    ['not of the other family', headers('::1', '198.51.100.1'), ['0.0.0.0/0'], '::1'],
    ['the proxy where nothing was forwarded', headers('10.0.0.2'), ['10.0.0.2'], '10.0.0.2'],
    ['the proxy where it forwards a word', headers('10.0.0.2', 'unknown'), ['10.0.0.2'], '10.0.0.2'],
    ['without the port of each connection', headers('10.0.0.2', '198.51.100.1:4711'), ['10.0.0.2'], '198.51.100.1'],
    ['without brackets and port', headers('10.0.0.2', '[2001:db9::1]:4711'), ['10.0.0.2'], '2001:db9::1'],
  ])('is %s', (_, given, trusted, expected) => {
    const ranges = trusted.map((text) => parseAddressRange(text)).filter((range) => range !== null)
    expect(ranges).toHaveLength(trusted.length)
    expect(clientAddress(given, ranges)).toBe(expected)
  })
})

test('limits count an IPv4 address, mapped or not, and an IPv6 network as one sender', () => {
  expect(limitedBy('::ffff:203.0.113.7')).toBe(limitedBy('203.0.113.7'))
  expect(limitedBy('203.0.113.8')).not.toBe(limitedBy('203.0.113.7'))
  expect(limitedBy('2001:db8:1:2:3:4:5:6')).toBe(limitedBy('2001:db8:1:2::9'))
  expect(limitedBy('2001:db8:1:3::9')).not.toBe(limitedBy('2001:db8:1:2::9'))
})
