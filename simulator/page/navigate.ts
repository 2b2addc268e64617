import { appPage } from './app-page.ts'
import { attempt } from './attempt.ts'
import { elementById } from './element.ts'
import { openItemCard } from './item-card.ts'
import { listPage } from './list-page.ts'
import type { Page } from './page.ts'
import { detailsPath, listPath, parseRoute } from './route.ts'
import { openSliders } from './slider.ts'

let page: Page | undefined
let shownPath = ''

/** Opens a page of the portal by its path. */
export function navigate(path: string): void {
  for (const slider of [...openSliders()].reverse()) slider.close()
  if (location.pathname !== path) history.pushState(null, '', path)
  followAddress()
}

/** Shows what the address says: a page, and a card over it when it is a card's address. */
export function followAddress(): void {
  const route = parseRoute(location.pathname)
  if (route.page === 'app') showPage(location.pathname, appPage)
  else if (route.page === 'list') showPage(location.pathname, () => listPage(route.entityTypeId, route.categoryId))
  else showCard(route.entityTypeId, route.itemId)
}

/** A card opened by its own address lies over the list of its type. */
function showCard(entityTypeId: number, itemId: number) {
  const path = detailsPath(entityTypeId, itemId)
  if (openSliders().some((slider) => slider.path === path)) return
  if (!page) {
    history.replaceState(null, '', listPath(entityTypeId))
    showPage(location.pathname, () => listPage(entityTypeId, 0))
  }
  openItemCard(entityTypeId, itemId)
}

/** Back and Forward: panels whose address is gone close first. */
export function followHistory(): void {
  for (const slider of [...openSliders()].reverse()) if (slider.path !== location.pathname) slider.close()
  followAddress()
}

function showPage(path: string, make: () => Page) {
  // The same page again would load the app's frame anew.
  if (page && path === shownPath) return
  page?.dispose()
  const next = make()
  page = next
  shownPath = path
  elementById('content').replaceChildren(next.node)
  document.dispatchEvent(new Event('portal-page'))
  attempt(next.open)
}
