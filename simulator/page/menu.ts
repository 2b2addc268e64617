import { element } from './element.ts'
import { type IconName, icon } from './icons.ts'

export type MenuEntry =
  | { label: string; hint?: string; icon?: IconName; color?: string; checked?: boolean; danger?: boolean; run(): void }
  | { heading: string }

/** Opens a popup menu under `anchor`; a choice, Escape, or a click elsewhere (a frame included) closes it. */
export function openMenu(anchor: HTMLElement, entries: MenuEntry[]): void {
  const menu = element('div', { class: 'menu', role: 'menu', popover: 'auto' })
  for (const entry of entries) {
    if ('heading' in entry) menu.append(element('div', { class: 'menu-heading', role: 'presentation' }, entry.heading))
    else menu.append(menuItem(entry, () => menu.hidePopover()))
  }
  const hide = () => menu.hidePopover()
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'open') return
    menu.remove()
    window.removeEventListener('blur', hide)
    anchor.setAttribute('aria-expanded', 'false')
  })
  menu.addEventListener('keydown', moveFocus)
  window.addEventListener('blur', hide)
  // Inside a modal dialog or a slider the menu must live there too, or it would be inert.
  ;(anchor.closest('dialog') ?? document.body).append(menu)
  menu.showPopover()
  anchor.setAttribute('aria-expanded', 'true')
  place(menu, anchor)
  menu.querySelector('button')?.focus()
}

function menuItem(entry: Exclude<MenuEntry, { heading: string }>, hide: () => void): HTMLElement {
  const choose = () => {
    hide()
    entry.run()
  }
  const dot = entry.color ? element('span', { class: 'dot' }) : null
  if (dot && entry.color) dot.style.backgroundColor = entry.color
  return element(
    'button',
    { type: 'button', role: 'menuitem', class: entry.danger ? 'danger' : '', click: choose },
    entry.icon ? icon(entry.icon, 20) : dot,
    element('span', { class: 'menu-label' }, entry.label, entry.hint ? element('small', {}, entry.hint) : null),
    entry.checked ? icon('check', 18) : null,
  )
}

function place(menu: HTMLElement, anchor: HTMLElement) {
  const gap = 6
  const from = anchor.getBoundingClientRect()
  const size = menu.getBoundingClientRect()
  const wanted = document.documentElement.dir === 'rtl' ? from.left : from.right - size.width
  menu.style.left = `${Math.max(gap, Math.min(wanted, window.innerWidth - size.width - gap))}px`
  const below = from.bottom + gap
  const fits = below + size.height <= window.innerHeight - gap
  menu.style.top = `${fits ? below : Math.max(gap, from.top - size.height - gap)}px`
}

function moveFocus(event: KeyboardEvent) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (!step || !(event.currentTarget instanceof HTMLElement)) return
  event.preventDefault()
  const items: Element[] = [...event.currentTarget.querySelectorAll('button')]
  const position = document.activeElement ? items.indexOf(document.activeElement) : -1
  const next = items[(position + step + items.length) % items.length]
  if (next instanceof HTMLElement) next.focus()
}
