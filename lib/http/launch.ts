import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import { healInstallation } from '../installations/heal-installation.ts'
import { systemClock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { readPreferences } from '../preferences/read-preferences.ts'
import { requireFrameOrigin } from '../sessions/frame-origin.ts'
import { openFrame } from '../sessions/open-frame.ts'
import { proveAtDoor } from '../sessions/prove-at-door.ts'
import { chooseScreen } from '../watches/choose-screen.ts'
import type { Opened } from './hand-off.ts'

/** The app's tab is opened: proves the viewer and chooses the screen. */
export async function launch(payload: LaunchPayload, from: string): Promise<Opened> {
  const owner = await proveAtDoor({ ...payload, from }, { ofInstalled: true }, systemClock)
  const frameOrigin = requireFrameOrigin(owner, payload)
  const opening = { owner, accessToken: payload.accessToken, language: payload.language, mayEndSoon: true }
  const { session, portal, access, known } = await openFrame(opening, systemClock)
  // Where the portal declines even that, what is known stays readable.
  const healing = { portal, access, owner, isKnownAdmin: known.isAdmin }
  await healInstallation(payload, healing, systemClock).catch((error) =>
    log().warn({ err: describeError(error), portalId: portal.portalId }, 'the installation was not healed'),
  )
  const [screen, { theme, filter }] = await Promise.all([
    chooseScreen({ portal, access, userId: owner.userId, isKnownAdmin: known.isAdmin }, systemClock),
    readPreferences(portal.portalId, owner.userId),
  ])
  const { language } = payload
  if (screen.startsWith('state/')) return { frameOrigin, destination: { screen, language, theme } }
  const viewer = { ...session.viewer, isAdmin: session.viewer.isAdmin || screen === 'settings' }
  return { frameOrigin, destination: { screen, language, theme, filter, session: { ...session, viewer } } }
}
