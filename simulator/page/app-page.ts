import { element } from './element.ts'
import { mountAppFrame } from './mount-app-frame.ts'
import type { Page } from './page.ts'
import { setPageTitle } from './page-title.ts'
import { openAppFrame } from './portal-api.ts'
import { state } from './portal-state.ts'
import { refusalPage } from './refusal-page.ts'
import { APP_PATH } from './route.ts'

/** The app's tab: its title and its frame, or the portal's page that says why there is none. */
export function appPage(): Page {
  const body = element('div', { class: 'app-body' })
  const title = element('h1', { id: 'pagetitle' }, state().app.title)
  const node = element('div', { class: 'page app-page' }, element('header', { class: 'page-header' }, title), body)
  let end = () => {}
  let disposed = false

  const open = async () => {
    const ticket = await openAppFrame('DEFAULT', {})
    if (disposed) return
    if (!ticket.ok) return body.replaceChildren(refusalPage(ticket.reason))
    const card = element('div', { class: 'card app-card' })
    body.replaceChildren(card)
    end = mountAppFrame(card, ticket, {
      setTitle: setPageTitle,
      reload: () => location.reload(),
      installFinished: () => location.assign(`${APP_PATH}?install_finished=Y`),
    })
  }

  const dispose = () => {
    disposed = true
    end()
  }
  return { node, open, dispose }
}
