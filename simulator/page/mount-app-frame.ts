import type { AppFrame, FrameHost } from './app-frame.ts'
import { element } from './element.ts'
import { answerFrame } from './frame-parent.ts'
import { state } from './portal-state.ts'
import type { AppFrameTicket } from './portal-types.ts'

/**
 * Opens the app in `container` as the portal does: a hidden form is POSTed into an iframe that carries the portal's
 * address and the sid in its name. Answers the function that ends the conversation with that frame.
 */
export function mountAppFrame(container: HTMLElement, ticket: AppFrameTicket, host: FrameHost): () => void {
  const iframe = element('iframe', {
    id: `appframe_${ticket.sid}`,
    name: ticket.frameName,
    title: state().app.title,
    class: 'app-frame',
    allow: 'geolocation *; microphone *; camera *; autoplay *',
    'data-testid': 'app-frame',
  })
  const form = element('form', {
    method: 'POST',
    action: ticket.action,
    target: ticket.frameName,
    enctype: 'application/x-www-form-urlencoded',
    hidden: true,
  })
  for (const [name, value] of Object.entries(ticket.fields))
    form.append(element('input', { type: 'hidden', name, value }))
  container.append(iframe, form)

  const frame: AppFrame = {
    iframe,
    sid: ticket.sid,
    appOrigin: ticket.appOrigin,
    placement: String(ticket.initData.PLACEMENT ?? 'DEFAULT'),
    initData: { ...ticket.initData },
    host,
  }
  const disconnect = answerFrame(frame)
  form.submit()
  form.remove()
  return disconnect
}
