import { element, elementById } from './element.ts'
import { leftMenu } from './left-menu.ts'
import { topBar } from './top-bar.ts'

/** Builds what surrounds every page: the left menu, the top bar and the place for the page. */
export function showChrome(): void {
  const column = element('div', { class: 'column' }, topBar(), element('main', { id: 'content' }))
  const shade = element('div', {
    class: 'menu-shade',
    click: () => elementById('portal').classList.remove('menu-open'),
  })
  elementById('portal').append(leftMenu(), shade, column)
}
