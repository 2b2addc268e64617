import { attempt } from './attempt.ts'
import { avatar } from './avatar.ts'
import { bellButton } from './bell-button.ts'
import { element, elementById } from './element.ts'
import { icon } from './icons.ts'
import { setSearch } from './item-search.ts'
import { LANGUAGES, text } from './languages.ts'
import { openMenu } from './menu.ts'
import { navigate } from './navigate.ts'
import { switchLanguage, switchTheme, switchUser } from './portal-api.ts'
import { state } from './portal-state.ts'
import { listPath, parseRoute } from './route.ts'

/** The bar over every page: portal name, search, language, and who is looking. */
export function topBar(): HTMLElement {
  const openDrawer = () => elementById('portal').classList.toggle('menu-open')
  return element(
    'header',
    { class: 'top-bar' },
    element(
      'button',
      { type: 'button', class: 'icon-button burger', 'aria-label': text('openMenu'), click: openDrawer },
      icon('menu'),
    ),
    element('span', { class: 'portal-name' }, state().portal.domain),
    searchBox(),
    bellButton(),
    themeButton(),
    languageButton(),
    userButton(),
  )
}

function searchBox(): HTMLElement {
  const input = element('input', { type: 'search', placeholder: text('search'), 'aria-label': text('search') })
  input.addEventListener('input', () => setSearch(input.value))
  input.addEventListener('keydown', (event) => {
    const first = state().types[0]
    // Only lists can be searched; from elsewhere Enter goes to the first one.
    if (event.key === 'Enter' && first && parseRoute(location.pathname).page === 'app')
      navigate(listPath(first.entityTypeId))
  })
  return element('label', { class: 'search' }, icon('search', 20), input)
}

/** Theme, language and user are part of every page and of the app's frame, so both load the page anew. */
const reloadAfter = (change: () => Promise<unknown>) => attempt(() => change().then(() => location.reload()))

function themeButton(): HTMLElement {
  const other = state().theme === 'dark' ? 'light' : 'dark'
  const label = text(other === 'dark' ? 'darkTheme' : 'lightTheme')
  return element(
    'button',
    {
      type: 'button',
      class: 'top-button',
      title: label,
      'aria-label': label,
      'data-testid': 'portal-theme',
      click: () => reloadAfter(() => switchTheme(other)),
    },
    icon('theme', 22),
  )
}

function languageButton(): HTMLElement {
  const current = state().language
  const open = () =>
    openMenu(
      button,
      Object.entries(LANGUAGES).map(([code, { name }]) => ({
        label: name,
        checked: code === current,
        run: () => reloadAfter(() => switchLanguage(code)),
      })),
    )
  const button = element(
    'button',
    {
      type: 'button',
      class: 'top-button',
      'aria-label': `${text('language')}: ${current.toUpperCase()}`,
      'data-testid': 'portal-language',
      click: open,
    },
    icon('globe', 22),
    element('span', {}, current.toUpperCase()),
  )
  button.setAttribute('aria-haspopup', 'menu')
  return button
}

function userButton(): HTMLElement {
  const { user, users } = state()
  const open = () =>
    openMenu(button, [
      { heading: text('switchUser') },
      ...users.map(({ id, name, role }) => ({
        label: name,
        hint: text(role),
        checked: id === user.id,
        run: () => reloadAfter(() => switchUser(id)),
      })),
    ])
  const button = element(
    'button',
    {
      type: 'button',
      class: 'top-button user',
      'data-testid': 'portal-user',
      'data-user-id': user.id,
      click: open,
    },
    avatar(user),
    element('span', { class: 'user-name' }, user.name),
    icon('down', 18),
  )
  button.setAttribute('aria-haspopup', 'menu')
  return button
}
