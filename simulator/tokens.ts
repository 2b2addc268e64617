import { randomBytes } from 'node:crypto'
import type { Portal } from './portal.ts'
import type { Token } from './portal-state.ts'
import type { World } from './world.ts'

const REFRESH_LIFETIME_MS = 180 * 86_400_000
const KEPT_EVENT_TOKENS = 300
/** Unlike null, it does not make an event's token of a pair. */
const SPENT = ''

/** An access token of 3600 s and its refresh token (settings/oauth/auto-renewal.md). */
export function issueTokens(
  world: World,
  portal: Portal,
  userId: number,
  lifetimeSeconds = 3600,
): Token & { refresh: string } {
  const token = { access: secret(world), refresh: secret(world), userId, ...lifetime(world, lifetimeSeconds) }
  portal.state.tokens.push(token)
  world.changed()
  return token
}

/** The one-off access token that an event carries: no refresh token comes with it. */
export function issueEventToken(world: World, portal: Portal, userId: number): Token {
  const token: Token = { access: secret(world), refresh: null, userId, ...lifetime(world, 3600) }
  const older = portal.state.tokens.filter((known) => known.refresh === null)
  const forgotten = older.length < KEPT_EVENT_TOKENS ? undefined : older[0]
  if (forgotten) portal.state.tokens.splice(portal.state.tokens.indexOf(forgotten), 1)
  portal.state.tokens.push(token)
  return token
}

export type FoundToken =
  | { state: 'live' | 'expired'; portal: Portal; token: Token }
  | { state: 'unknown'; portal: null; token: null }

/** Looks an access token up over all portals. */
export function findAccess(world: World, access: string): FoundToken {
  for (const portal of world.portals.values()) {
    const token = portal.state.tokens.find((known) => known.access === access)
    if (token) return { state: token.expiresAt > world.now() ? 'live' : 'expired', portal, token }
  }
  return { state: 'unknown', portal: null, token: null }
}

/** The portal and user of a refresh token that still may be used. */
export function findRefresh(world: World, refresh: string): { portal: Portal; token: Token } | null {
  if (refresh === '') return null
  for (const portal of world.portals.values()) {
    const token = portal.state.tokens.find((known) => known.refresh === refresh)
    if (token) return token.issuedAt + REFRESH_LIFETIME_MS > world.now() ? { portal, token } : null
  }
  return null
}

/**
 * Replaces both values (settings/oauth/auto-renewal.md). The refresh token is spent. The page says nothing of the old access token, and
 * an official SDK's own test goes on with it: it lives until it expires, unless `refreshEndsAccess` says otherwise.
 */
export function rotate(world: World, portal: Portal, old: Token): Token & { refresh: string } {
  if (old.refresh !== null && old.refresh !== SPENT) world.former.set(old.refresh, portal.state.memberId)
  old.refresh = SPENT
  if (portal.faults.refreshEndsAccess) old.expiresAt = 0
  return issueTokens(world, portal, old.userId)
}

/** Makes every access token expired; refresh tokens stay good. */
export function expireAll(world: World, portal: Portal): void {
  for (const token of portal.state.tokens) token.expiresAt = Math.min(token.expiresAt, world.now() - 1000)
  world.changed()
}

/** Kills every token: the portal answers invalid_token, a refresh invalid_grant. */
export function revokeAll(world: World, portal: Portal): void {
  for (const { access, refresh } of portal.state.tokens) {
    for (const value of [access, refresh]) if (value !== null) world.former.set(value, portal.state.memberId)
  }
  portal.state.tokens = []
  world.changed()
}

function lifetime(world: World, seconds: number): { issuedAt: number; expiresAt: number } {
  return { issuedAt: world.now(), expiresAt: world.now() + seconds * 1000 }
}

function secret(world: World): string {
  const value = randomBytes(24).toString('hex')
  world.secrets.add(value)
  return value
}
