import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import { isSilent } from '../installations/bound-events.ts'
import { installPortal } from '../installations/install-portal.ts'
import { systemClock } from '../platform/clock.ts'
import { requireFrameOrigin } from '../sessions/frame-origin.ts'
import { openFrame } from '../sessions/open-frame.ts'
import { proveAtDoor } from '../sessions/prove-at-door.ts'
import type { Opened } from './hand-off.ts'

/** The installer is opened: proves the admin, installs, and shows the page that calls `installFinish`. */
export async function install(payload: LaunchPayload, from: string): Promise<Opened> {
  const owner = await proveAtDoor({ ...payload, from }, { ofInstalled: false }, systemClock)
  const frameOrigin = requireFrameOrigin(owner, payload)
  const { events } = await installPortal(payload, owner, systemClock)
  const opening = { owner, accessToken: payload.accessToken, language: payload.language, mayEndSoon: true }
  const { session } = await openFrame(opening, systemClock)
  return {
    frameOrigin,
    destination: { screen: 'install', language: payload.language, session, isSilent: isSilent(events) },
  }
}
