import 'server-only'
import { type LaunchPayload, parseLaunch } from '../bitrix24/launch-payload.ts'
import { log } from '../platform/log.ts'
import { Refusal } from '../platform/refusal.ts'
import { asRefusal } from './as-refusal.ts'
import { type Destination, handOff } from './hand-off.ts'
import { retryAfter } from './handle.ts'
import { readFormText } from './read-form-text.ts'
import { statePageOf } from './refused-page.ts'
import { senderAddress } from './sender-address.ts'

const maxLaunchBytes = 64 * 1024

/**
 * Answers a form that the portal submits into its iframe: `open` proves the sender and says where to go. A refusal is
 * shown as a page without data, framed by the portal that the sender claims, or nobody could read it.
 */
export async function openFromPortal(
  request: Request,
  open: (launch: LaunchPayload, from: string) => Promise<{ portalOrigin: string; destination: Destination }>,
): Promise<Response> {
  const text = await readFormText(request, maxLaunchBytes)
  const launch = parseLaunch(new URL(request.url).searchParams, text)
  if (!launch) throw new Refusal('malformed', 'launch')
  try {
    const { portalOrigin, destination } = await open(launch, senderAddress(request))
    return handOff({ origin: portalOrigin, pages: 'app' }, destination)
  } catch (error) {
    const refusal = asRefusal(error)
    if (!refusal) throw error
    log().info({ code: refusal.code, reason: refusal.reason, domain: launch.domain }, 'a launch was refused')
    const claimed = { origin: `${launch.secure ? 'https' : 'http'}://${launch.domain}`, pages: 'state' } as const
    const screen = `state/${statePageOf(refusal.code)}`
    const page = handOff(claimed, { screen, language: launch.language }, refusal.status)
    const retry = retryAfter(refusal)
    if (retry !== null) page.headers.set('retry-after', retry)
    return page
  }
}
