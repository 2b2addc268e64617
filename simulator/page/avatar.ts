import { element } from './element.ts'
import type { Person } from './portal-types.ts'

const COLORS = ['#0b83ff', '#14884c', '#8a4fd0', '#b95d00', '#0a7c94', '#c2456b']

/** A round badge with the person's initials; the colour is always the same for the same person. */
export function avatar({ id, name }: Person): HTMLElement {
  const words = name.split(/\s+/)
  const initials = `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`
  const node = element('span', { class: 'avatar', 'aria-hidden': 'true' }, initials)
  node.style.backgroundColor = COLORS[id % COLORS.length] ?? ''
  return node
}
