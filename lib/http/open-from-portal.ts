import 'server-only'
import { type LaunchPayload, parseLaunch } from '../bitrix24/launch-payload.ts'
import { log } from '../platform/log.ts'
import { Refusal } from '../platform/refusal.ts'
import { asRefusal } from './as-refusal.ts'
import { handOff, type Opened } from './hand-off.ts'
import { readFormText } from './read-form-text.ts'
import { openerOf, readOpening } from './read-opening.ts'
import { refusedPage } from './refused-page.ts'
import { senderAddress } from './sender-address.ts'

const maxLaunchBytes = 64 * 1024

/** Proves the sender of a launch and says where the frame goes. */
export type Open = (launch: LaunchPayload, from: string) => Promise<Opened>

/**
 * Answers a form that the portal submits into its iframe.
 * @throws Refusal for what is no such form.
 */
export async function openFromPortal(request: Request, open: Open): Promise<Response> {
  const text = await readFormText(request, maxLaunchBytes)
  const claimed = parseLaunch(new URL(request.url).searchParams, text, openerOf(request))
  if (!claimed) throw new Refusal('malformed', 'launch')
  try {
    const { language, theme } = readOpening(request)
    const launch = { ...claimed, language }
    const { frameOrigin, destination } = await open(launch, senderAddress(request))
    const address = destination.session?.portal.address
    // Whoever chose a theme finds back to the portal's.
    const portalTheme = destination.theme ? (theme ?? 'light') : null
    return handOff(
      { origin: frameOrigin, pages: 'app', ...(address && { address }) },
      { ...destination, theme: destination.theme ?? theme, portalTheme },
    )
  } catch (error) {
    const refusal = asRefusal(error)
    if (!refusal) throw error
    log().info({ code: refusal.code, reason: refusal.reason, domain: claimed.domain }, 'a launch was refused')
    return refusedPage(request, { refusal, requestId: null })
  }
}
