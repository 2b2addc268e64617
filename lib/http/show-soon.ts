import 'server-only'
import { randomBytes } from 'node:crypto'
import { endsWithin } from '../platform/ends-within.ts'
import { newId } from '../platform/ids.ts'
import { Refusal } from '../platform/refusal.ts'
import { openingHeaders, wayOf } from './hand-off.ts'
import { keptPrivate, logRefusal } from './handle.ts'
import { openingShape, openingWay } from './opening-page.ts'
import { openerOf, readOpening } from './read-opening.ts'
import { refusedPage } from './refused-page.ts'

/** What is answered within a moment is answered as it is, with its own status. */
const patienceMs = 150

/**
 * Shows the frame its shape while an opening is being proved, and moves it on once it is. The page is framed by whoever submitted the
 * form, as the browser names it; the way to a screen with a session is written into it only where that is who was proved. Where the
 * browser names nobody there is nobody to show anything to before the proof.
 * @param answering never rejects.
 */
export async function showSoon(request: Request, answering: Promise<Response>): Promise<Response> {
  const opener = openerOf(request)
  const isAnswered = endsWithin(
    answering.then(() => undefined),
    patienceMs,
  )
  if (opener === null || (await isAnswered)) return answering
  const nonce = randomBytes(16).toString('base64')
  const { theme } = readOpening(request)
  const utf8 = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(page) {
      page.enqueue(utf8.encode(openingShape(nonce, theme ?? 'light')))
      const way = wayOf(await answering)
      const mayBeTold = way !== null && (way.frame.pages === 'state' || way.frame.origin === opener)
      page.enqueue(utf8.encode(openingWay(mayBeTold ? way.address : elsewhere(request), nonce)))
      page.close()
    },
  })
  return keptPrivate(new Response(body, { headers: openingHeaders(opener, nonce) }))
}

/** Somebody else's page around the frame is shown what a stranger is. */
function elsewhere(request: Request): string {
  const refusal = new Refusal('not_proved', 'other_opener')
  const requestId = newId()
  logRefusal(refusal, { requestId })
  return wayOf(refusedPage(request, { refusal, requestId }))?.address ?? '/'
}
