import { element } from './element.ts'
import { type IconName, icon } from './icons.ts'

/** A card with an icon and one message, where there is nothing else to show. */
export const statePage = (iconName: IconName, title: string, message: string, code: string): HTMLElement =>
  element(
    'section',
    { class: 'card state-page', 'data-testid': 'portal-state', 'data-code': code },
    element('div', { class: 'state-icon' }, icon(iconName, 32)),
    element('h2', {}, title),
    message !== '' && element('p', {}, message),
  )
