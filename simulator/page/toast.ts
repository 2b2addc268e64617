import { element, elementById } from './element.ts'

const VISIBLE_MS = 4000
const MOST = 3

/** Shows one line for some seconds. */
export function notify(message: string): void {
  const toast = element('div', { class: 'toast' }, message)
  const toasts = elementById('toasts')
  toasts.append(toast)
  if (toasts.childElementCount > MOST) toasts.firstElementChild?.remove()
  window.setTimeout(() => toast.remove(), VISIBLE_MS)
}
