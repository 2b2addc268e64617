import { type Child, element } from './element.ts'
import { navigate } from './navigate.ts'

/** A link inside the portal: an ordinary click changes the page without loading it anew. */
export function link(href: string, attributes: Record<string, string | number | undefined>, ...children: Child[]) {
  const go = (event: Event) => {
    if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return
    event.preventDefault()
    navigate(href)
  }
  return element('a', { href, click: go, ...attributes }, ...children)
}
