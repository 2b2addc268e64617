import { element, elementById } from './element.ts'
import { type IconName, icon } from './icons.ts'
import { formatNumber, text } from './languages.ts'
import { link } from './link.ts'
import { onChange, state } from './portal-state.ts'
import { APP_PATH, listPath } from './route.ts'
import { openStub } from './stub-page.ts'

const FOLDED_KEY = 'portal-menu-folded'

/** Invoices are a CRM entity of their own, not a smart process. */
const INVOICES = 31

/** The menu of the portal: decorative sections, the CRM's lists with their counts, and the app. */
export function leftMenu(): HTMLElement {
  const sections = element('nav', { class: 'menu-sections', 'aria-label': 'Bitrix24' })
  const show = () => sections.replaceChildren(...entries())
  onChange(show)
  document.addEventListener('portal-page', () => {
    elementById('portal').classList.remove('menu-open')
    show()
  })
  show()
  document.documentElement.classList.toggle('menu-folded', localStorage.getItem(FOLDED_KEY) !== null)
  return element('aside', { class: 'left-menu' }, brand(), sections)
}

function entries(): HTMLElement[] {
  const stub = (name: IconName, label: string) =>
    element(
      'button',
      { type: 'button', class: 'menu-item', title: label, click: () => openStub(label) },
      ...face(name, label),
    )
  const { types, app } = state()
  return [
    stub('chat', text('messenger')),
    stub('tasks', text('tasks')),
    stub('calendar', text('calendar')),
    stub('drive', text('drive')),
    element('h2', {}, text('applications')),
    menuLink(APP_PATH, 'feed', app.title, { 'data-testid': 'portal-menu-app' }),
    ...(types.length > 0 ? [element('h2', {}, text('smartProcesses'))] : []),
    ...types.map(({ entityTypeId, title, count }) =>
      menuLink(
        listPath(entityTypeId),
        entityTypeId === INVOICES ? 'invoice' : 'process',
        title,
        { 'data-testid': 'portal-menu-type', 'data-entity-type-id': entityTypeId },
        count,
      ),
    ),
  ]
}

function menuLink(path: string, name: IconName, label: string, hooks: Record<string, string | number>, count?: number) {
  const [here, there] = [location.pathname, path].map((address) => address.replace(/category\/\d+\/$/, ''))
  const current = here === there ? 'page' : undefined
  const badge = count ? element('span', { class: 'menu-count' }, formatNumber(count)) : null
  return link(
    path,
    { class: 'menu-item', title: label, 'aria-current': current, ...hooks },
    ...face(name, label),
    badge,
  )
}

const face = (name: IconName, label: string) => [icon(name, 26), element('span', { class: 'menu-item-label' }, label)]

function brand(): HTMLElement {
  const fold = () => {
    const folded = document.documentElement.classList.toggle('menu-folded')
    if (folded) localStorage.setItem(FOLDED_KEY, 'on')
    else localStorage.removeItem(FOLDED_KEY)
    button.setAttribute('aria-label', text(folded ? 'expandMenu' : 'collapseMenu'))
  }
  const button = element(
    'button',
    { type: 'button', class: 'icon-button fold', 'aria-label': text('collapseMenu'), click: fold },
    icon('fold', 20),
  )
  const name = element('span', { class: 'brand-name' }, 'Bitrix', element('b', {}, '24'))
  return element('div', { class: 'brand' }, name, button)
}
