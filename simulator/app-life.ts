import { announceInstall, announceUninstall, announceUpdate } from './announce.ts'
import type { Closing } from './closed.ts'
import { hex32, isSendingEvents, type Portal } from './portal.ts'
import { notify } from './smart-types.ts'
import type { World } from './world.ts'

/** What BX24.installFinish does: from now on events leave the portal and everybody may open the app. */
export function finishInstall(world: World, portal: Portal, userId: number): void {
  if (portal.state.removed || portal.state.installed) return
  portal.state.installed = true
  world.changed()
  notify(portal)
  announceInstall(world, portal, userId)
  if (portal.state.version > 1) announceUpdate(world, portal, userId)
}

/** Another application token from now on (events/safe-event-handlers.md). Nobody is told. */
export function renewApplicationToken(world: World, portal: Portal): void {
  portal.state.applicationToken = hex32()
  world.secrets.add(portal.state.applicationToken)
  world.changed()
}

/** A new version of the app: its installer has to run once more, and until then no events leave. Its application token is another one. */
export function updateApp(world: World, portal: Portal): void {
  portal.state.version += 1
  portal.state.installed = false
  renewApplicationToken(world, portal)
  notify(portal)
}

/** Uninstalls the app: its handlers and placements go, with `clean` its options too. ONAPPUNINSTALL goes out where events did. */
export function uninstall(world: World, portal: Portal, clean: boolean): void {
  const state = portal.state
  const bindings = isSendingEvents(state) ? state.bindings : []
  state.removed = true
  state.installed = false
  state.firstRun = true
  state.bindings = []
  state.placements = []
  if (clean) {
    state.appOptions = {}
    for (const user of state.users) user.options = {}
  }
  portal.frames.clear()
  world.changed()
  notify(portal)
  announceUninstall(world, portal, bindings, clean)
}

/** Installs the app again: the same row, and the same application_token or a new one; the installer has to run once more. */
export function reinstall(world: World, portal: Portal, renewToken: boolean): void {
  portal.state.removed = false
  portal.state.installed = false
  if (renewToken) renewApplicationToken(world, portal)
  world.changed()
  notify(portal)
}

export function setClosed(world: World, portal: Portal, closed: Closing | null): void {
  portal.state.closed = closed
  world.changed()
  notify(portal)
}

export function setPaymentExpired(world: World, portal: Portal, expired: boolean): void {
  portal.state.paymentExpired = expired
  world.changed()
  notify(portal)
}
