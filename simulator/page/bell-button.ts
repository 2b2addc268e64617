import { attempt } from './attempt.ts'
import { element } from './element.ts'
import { icon } from './icons.ts'
import { formatNumber, formatTime, text } from './languages.ts'
import { type MenuEntry, openMenu } from './menu.ts'
import { notificationText } from './notification-text.ts'
import { openPathSlider } from './open-path-slider.ts'
import { readNotifications } from './portal-api.ts'
import { onChange, state } from './portal-state.ts'
import type { Notification } from './portal-types.ts'
import { resolvePath, sliderWidth } from './slider-path.ts'
import { notify } from './toast.ts'

/** The portal's bell: how much has rung, and what. Looking at the list makes all of it read. */
export function bellButton(): HTMLElement {
  const count = element('span', { class: 'bell-count', 'data-testid': 'portal-bell-count' })
  const button = element(
    'button',
    { type: 'button', class: 'top-button bell', 'aria-haspopup': 'menu', 'data-testid': 'portal-bell', click: open },
    icon('bell', 22),
    count,
  )
  let rung = newest()

  function open(): void {
    openMenu(button, entries(state().notifications))
    attempt(readNotifications)
  }

  function show(): void {
    const unread = state().notifications.filter(({ isRead }) => !isRead).length
    count.textContent = unread === 0 ? '' : formatNumber(unread)
    count.hidden = unread === 0
    button.setAttribute('aria-label', `${text('notifications')}: ${formatNumber(unread)}`)
  }

  function ring(): void {
    const fresh = state().notifications.filter(({ id, isRead }) => id > rung && !isRead)
    rung = Math.max(rung, newest())
    if (fresh.length === 0) return
    for (const { message } of fresh.toReversed()) notify(notificationText(message).text)
    button.classList.remove('ringing')
    // Read, so that the same animation begins anew.
    void button.offsetWidth
    button.classList.add('ringing')
  }

  show()
  onChange(() => {
    show()
    ring()
  })
  return button
}

const newest = () => state().notifications[0]?.id ?? 0

function entries(notifications: Notification[]): MenuEntry[] {
  const heading = { heading: text(notifications.length === 0 ? 'noNotifications' : 'notifications') }
  return [heading, ...notifications.map(entry)]
}

function entry({ message, at }: Notification): MenuEntry {
  const { text: label, href } = notificationText(message)
  return { label, hint: formatTime(at), run: () => follow(href) }
}

/** A page of the portal opens in a side panel, as every link of the portal's does; anything else in a tab of its own. */
function follow(href: string | null): void {
  if (href === null) return
  const url = new URL(href, location.origin)
  const written = url.pathname + url.search
  const path = url.origin === location.origin ? resolvePath(written, location.origin) : null
  if (path === null) window.open(url, '_blank', 'noopener')
  else attempt(() => openPathSlider(path, sliderWidth(written), () => undefined))
}
