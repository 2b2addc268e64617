import { bearer, json, type Sent } from './http.ts'
import { WATCHED } from './install-portal.ts'

/** Whose session one hostile viewer has, and what that viewer knows of the portal. */
export type Foothold = {
  appUrl: string
  token: string
  /** The viewer's own token of the portal. */
  accessToken: string
  memberId: string
  domain: string
  /** Headers that say from which address it comes. */
  from: Record<string, string>
}

export type Question = Sent & {
  path: string
}

/** A closed loop: `lanes` requests under way at once, the next of a lane as soon as its last is answered. */
export type Attack = {
  what: string
  lanes: number
  /** Whether it is about reading much: the portal then has 100,000 rows. */
  readsRows: boolean
  /** @param n how many were asked before. */
  ask(foothold: Foothold, n: number): Question
}

const get =
  (path: string) =>
  ({ token, from }: Foothold): Question => ({ path, headers: { ...bearer(token), ...from } })

const ADMIN_ROUTES: ((foothold: Foothold) => Question)[] = [
  get('/api/entity-types'),
  ({ token, from }) => ({
    path: '/api/watches',
    ...json('PUT', { watches: [{ entityTypeId: WATCHED }] }, { ...bearer(token), ...from }),
  }),
  ({ token, from }) => ({ path: '/api/diagnostics/replay', ...json('POST', {}, { ...bearer(token), ...from }) }),
  ({ token, from }) => ({ path: '/api/diagnostics/bindings', ...json('POST', {}, { ...bearer(token), ...from }) }),
]
const COUNTS = [get('/api/feed/unread'), get('/api/insight')]

/** What one viewer without rights does to everybody else, each by itself. */
export const ATTACKS = {
  diagnostics: {
    what: '24 × diagnostics',
    lanes: 24,
    readsRows: false,
    ask: get('/api/diagnostics'),
  },
  'admin-routes': {
    what: '24 × types, PUT watches, replay, bindings',
    lanes: 24,
    readsRows: false,
    ask: (foothold, n) => inTurn(ADMIN_ROUTES, n)(foothold),
  },
  searches: {
    what: '100 × search of a word of none, 100,000 rows',
    lanes: 100,
    readsRows: true,
    // Another word each time, so that no answer serves twice.
    ask: (foothold, n) => get(`/api/feed?limit=50&q=nowhere${n}zq`)(foothold),
  },
  activity: {
    what: '40 × activity, 100,000 rows',
    lanes: 40,
    readsRows: true,
    // The days that all of the rows were made in.
    ask: (foothold, n) =>
      get(`/api/activity?bucket=${n % 2 === 0 ? 'hour' : 'day'}&from=2026-11-01&to=2026-11-25`)(foothold),
  },
  streams: {
    what: '500 streams',
    lanes: 500,
    readsRows: false,
    ask: get('/api/feed/stream'),
  },
  sessions: {
    what: '24 × session with a made-up token',
    lanes: 24,
    readsRows: false,
    ask: ({ memberId, domain, from }, n) => ({
      path: '/api/session',
      ...json('POST', { accessToken: `made-up-${n}`.padEnd(70, 'x'), memberId, domain }, from),
    }),
  },
  openings: {
    what: '24 × session with the own token',
    lanes: 24,
    readsRows: false,
    ask: ({ accessToken, memberId, domain, from }) => ({
      path: '/api/session',
      ...json('POST', { accessToken, memberId, domain }, from),
    }),
  },
  exports: {
    what: '20 × export, 100,000 rows',
    lanes: 20,
    readsRows: true,
    ask: get('/api/feed/export'),
  },
  counts: {
    what: '24 × unread, insight, 100,000 rows',
    lanes: 24,
    readsRows: true,
    ask: (foothold, n) => inTurn(COUNTS, n)(foothold),
  },
  changes: {
    what: '24 × changes, 100,000 rows',
    lanes: 24,
    readsRows: true,
    ask: (foothold, n) => get(`/api/feed/changes?since=${99_000 + (n % 900)}`)(foothold),
  },
} satisfies Record<string, Attack>

export type AttackName = keyof typeof ATTACKS
export const ATTACK_NAMES = Object.keys(ATTACKS) as AttackName[]

function inTurn<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length]
  if (one === undefined) throw new Error('Nothing to take in turn.')
  return one
}
