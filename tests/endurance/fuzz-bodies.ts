import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'

/** One request that a hostile sender might make. */
export type FuzzedRequest = {
  route: (typeof routes)[number]
  query: string
  headers: Record<string, string>
  /** Sent one after the other; without a length where there are several. */
  chunks: Buffer[]
}

const routes = ['bitrix24/events', 'bitrix24/launch', 'bitrix24/install', 'session'] as const
type Pair = [key: string, value: string]

const FIXTURES = new URL('../fixtures/', import.meta.url)
const forms: Pair[][] = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.form'))
  .map((name) => [...new URLSearchParams(readFileSync(new URL(name, FIXTURES), 'utf8').trim())])

const hostile = fc.oneof(
  fc.constantFrom('', '0', '-1', '1e3', '0x10', '9007199254740992', '9'.repeat(40), 'null', 'true', '[]', '{}'),
  fc.constantFrom('\0', 'a\0b', '\ud800', '\u202e', '\ufeff', "' or 1=1 --", '{{7*7}}', '../../x', 'a'.repeat(9_000)),
  fc.constantFrom('127.0.0.1:1', '[::1]', 'http://x/', 'x.example:99999', '..', '-', 'ⓔxample.com', 'a'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const keys = fc.oneof(
  fc.constantFrom('__proto__', 'constructor[prototype][x]', 'event', 'auth', 'auth[member_id][]', 'data[FIELDS]', ''),
  fc.constantFrom('member_id', 'AUTH_ID', 'auth[application_token]', 'data[FIELDS][ID]', `k${'[a]'.repeat(300)}`),
  fc.string({ maxLength: 20 }),
)

const mutation: fc.Arbitrary<(pairs: Pair[], at: number) => Pair[]> = fc.oneof(
  fc.constant((pairs: Pair[], at: number) => pairs.toSpliced(at, 1)),
  fc.constant((pairs: Pair[], at: number) => [...pairs, ...pairs.slice(at, at + 1)]),
  fc.constant((pairs: Pair[], at: number) => pairs.map(([k, v], n): Pair => [n === at ? `${k}[]` : k, v])),
  fc.constant((pairs: Pair[], at: number) =>
    pairs.map(([k], n): Pair => [k, pairs[(n + at) % pairs.length]?.[1] ?? '']),
  ),
  hostile.map((value) => (pairs: Pair[], at: number) => pairs.map(([k, v], n): Pair => [k, n === at ? value : v])),
  fc.tuple(keys, hostile).map((pair) => (pairs: Pair[]) => [...pairs, pair]),
)

/** Percent-encoded as a browser would, or with bytes that no browser sends. */
const encoding: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 8, arbitrary: fc.constant((text: string) => encodeURIComponent(text.toWellFormed())) },
  { weight: 1, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%', '%zz', '%ff%fe', '%c0%af', '%00').map((odd) => (t: string) => `${t}${odd}`),
  },
)

/** @param memberIds some that exist and some that do not; the right application token is never among the bodies. */
function formBody(memberIds: readonly string[]): fc.Arbitrary<Buffer> {
  const changes = fc.array(fc.tuple(mutation, fc.nat(40)), { maxLength: 4 })
  return fc
    .tuple(fc.constantFrom(...forms), fc.constantFrom(...memberIds), changes, encoding)
    .map(([form, memberId, mutations, encode]) => {
      const named = form.map(([k, v]): Pair => [k, /member_id/.test(k) ? memberId : v])
      const pairs = mutations.reduce((so, [mutate, at]) => mutate(so, so.length === 0 ? 0 : at % so.length), named)
      return Buffer.from(pairs.map(([k, v]) => `${encode(k)}=${encode(v)}`).join('&'))
    })
}

function jsonBody(memberIds: readonly string[]): fc.Arbitrary<Buffer> {
  const value = fc.oneof(hostile, fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(...memberIds))
  const fields = fc.record(
    { accessToken: value, memberId: value, domain: value, language: value },
    { requiredKeys: [] },
  )
  return fc
    .oneof(fields, fc.jsonValue(), fc.constant({ ['__proto__']: 1 }))
    .map((body) => Buffer.from(JSON.stringify(body)))
}

const contentTypes = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/x-www-form-urlencoded') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('application/json', 'multipart/form-data; boundary=x', 'text/plain', ';', 'a/b;c'),
  },
)

const launchQuery = fc
  .record({ DOMAIN: fc.oneof(fc.constant('portal.example'), hostile), PROTOCOL: hostile, LANG: hostile })
  .map((fields) =>
    Object.entries(fields)
      .map(([k, v]) => `${k}=${encodeURIComponent(v.toWellFormed())}`)
      .join('&'),
  )

/** Valid fixtures, mutated: keys dropped, doubled, nested, added; values swapped, huge, broken; odd types; cut into chunks. */
export function fuzzedRequests(memberIds: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const junk = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(Buffer.alloc(66_000, 'a=')))
  const body = (route: string) =>
    fc.oneof(
      { weight: 10, arbitrary: route === 'session' ? jsonBody(memberIds) : formBody(memberIds) },
      { weight: 1, arbitrary: junk.map((bytes) => Buffer.from(bytes)) },
    )
  return fc.constantFrom(...routes).chain((route) =>
    fc
      .tuple(body(route), launchQuery, contentTypes, fc.ipV4(), fc.nat({ max: 5 }))
      .map(([bytes, query, type, address, cuts]) => ({
        route,
        query: route === 'bitrix24/launch' || route === 'bitrix24/install' ? query : '',
        // Each request from an address of its own, or the limit per address would answer most of them.
        headers: { 'content-type': type, 'x-forwarded-for': address },
        chunks: cut(bytes, cuts),
      })),
  )
}

function cut(bytes: Buffer, cuts: number): Buffer[] {
  const size = Math.max(1, Math.ceil(bytes.length / (cuts + 1)))
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
}
