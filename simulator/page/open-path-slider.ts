import { openItemCard } from './item-card.ts'
import { listPage } from './list-page.ts'
import { openAppSlider } from './open-app-slider.ts'
import { findType, state } from './portal-state.ts'
import { APP_PATH, parseRoute } from './route.ts'
import { openSlider } from './slider.ts'
import { openStub } from './stub-page.ts'

/** Opens a path that `resolvePath` has allowed in a side panel at most `width` pixels wide. */
export async function openPathSlider(path: string, width: number, onClosed: () => void): Promise<void> {
  const { pathname } = new URL(path, location.origin)
  const route = parseRoute(pathname)
  if (route.page === 'details') {
    openItemCard(route.entityTypeId, route.itemId, { width, onClosed })
  } else if (route.page === 'list' && findType(route.entityTypeId)) {
    const page = listPage(route.entityTypeId, route.categoryId)
    const closed = () => {
      page.dispose()
      onClosed()
    }
    openSlider({ content: page.node, title: '', width, onClosed: closed })
    await page.open()
  } else if (pathname.startsWith(APP_PATH)) {
    await openAppSlider({}, { width, onClosed })
  } else {
    const userId = Number(/^\/company\/personal\/user\/(\d+)\//.exec(pathname)?.[1])
    openStub(state().users.find((user) => user.id === userId)?.name ?? pathname, { width, onClosed })
  }
}
