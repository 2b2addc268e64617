import { asPhpArray, type JsonMap, type JsonValue } from './json-value.ts'
import { domainOf, hex32, type Portal } from './portal.ts'
import type { User } from './portal-state.ts'
import { issueTokens } from './tokens.ts'
import type { World } from './world.ts'

export type FrameSession = {
  userId: number
  isInstaller: boolean
}

export type OpenedFrame =
  | { ok: false; reason: 'not_installed' | 'payment' }
  | {
      ok: true
      action: string
      fields: Record<string, string>
      frameName: string
      sid: string
      appOrigin: string
      initData: JsonMap
    }

type Opening = {
  placement?: string | undefined
  placementOptions?: JsonMap | undefined
  /** What the browser calls the portal, which is the launch's DOMAIN: a portal answers to every name that leads to it. */
  host?: string | undefined
}

/** Opens the app for a person: the form that the portal's page posts into the iframe, and what getInitData will answer. */
export function openFrame(
  world: World,
  portal: Portal,
  user: User,
  { placement = 'DEFAULT', placementOptions = {}, host = domainOf(portal) }: Opening = {},
): OpenedFrame {
  const { state } = portal
  const isInstaller = !state.installed
  if (state.removed || (isInstaller && !user.admin)) return { ok: false, reason: 'not_installed' }
  if (state.paymentExpired) return { ok: false, reason: 'payment' }
  const sid = hex32()
  portal.frames.set(sid, { userId: user.id, isInstaller })
  const handler = isInstaller ? `${appUrlOf(world, portal)}/api/bitrix24/install` : handlerOf(world, portal, placement)
  // Bitrix24 itself says nothing of its theme as yet; light, which is what its pages are, is not said here either.
  const theme = state.theme === 'light' ? '' : `&THEME=${state.theme}`
  const query = `DOMAIN=${encodeURIComponent(host)}&PROTOCOL=0&LANG=${user.language}&APP_SID=${sid}${theme}`
  const auth = launchTokens(world, portal, user.id)
  const fields: Record<string, string> = { ...auth, PLACEMENT: isInstaller ? 'DEFAULT' : placement }
  if (Object.keys(placementOptions).length > 0) fields.PLACEMENT_OPTIONS = phpJson(placementOptions)
  const firstRun = state.firstRun
  state.firstRun = false
  world.changed()
  return {
    ok: true,
    action: `${handler}${handler.includes('?') ? '&' : '?'}${query}`,
    fields,
    frameName: `${host}|0|${sid}`,
    sid,
    appOrigin: new URL(handler).origin,
    initData: {
      LANG: user.language,
      DOMAIN: host,
      PROTOCOL: 0,
      PATH: '/rest',
      AUTH_ID: auth.AUTH_ID,
      AUTH_EXPIRES: auth.AUTH_EXPIRES,
      REFRESH_ID: auth.REFRESH_ID,
      MEMBER_ID: state.memberId,
      FIRST_RUN: firstRun,
      IS_ADMIN: user.admin,
      INSTALL: isInstaller,
      USER_OPTIONS: user.options,
      APP_OPTIONS: asPhpArray(state.appOptions),
      PLACEMENT: fields.PLACEMENT ?? 'DEFAULT',
      PLACEMENT_OPTIONS: placementOptions,
    },
  }
}

/** The authorisation part of a launch POST with a fresh pair of tokens; AUTH_EXPIRES is a lifetime in seconds. */
export function launchTokens(world: World, portal: Portal, userId: number, lifetimeSeconds = 3600) {
  const token = issueTokens(world, portal, userId, lifetimeSeconds)
  const newer: Record<string, string> = portal.state.olderLaunch
    ? {}
    : {
        SERVER_ENDPOINT: `${world.oauthOrigin}/rest/`,
        APPLICATION_TOKEN: portal.state.applicationToken,
        APPLICATION_SCOPE: portal.state.scope,
      }
  return {
    AUTH_ID: token.access,
    AUTH_EXPIRES: String(lifetimeSeconds),
    REFRESH_ID: token.refresh,
    ...newer,
    member_id: portal.state.memberId,
    status: 'F',
  }
}

const appUrlOf = (world: World, portal: Portal): string => portal.state.appUrl ?? world.appUrl

function handlerOf(world: World, portal: Portal, placement: string): string {
  const bound = portal.state.placements.find((row) => row.placement === placement)
  return bound?.handler ?? `${appUrlOf(world, portal)}/api/bitrix24/launch`
}

/** PHP's json_encode escapes slashes. */
const phpJson = (value: JsonValue): string => JSON.stringify(value).replaceAll('/', '\\/')
