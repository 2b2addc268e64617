type Listener = (event: Event) => void
type Properties = Record<string, string | number | boolean | undefined | Listener>
export type Child = Node | string | null | false

/**
 * Builds one DOM element. Functions become listeners of that name, `true` an empty attribute, `false` and
 * `undefined` nothing, everything else an attribute. Strings are text, never markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') node.addEventListener(name, value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== undefined && value !== false) node.setAttribute(name, String(value))
  }
  for (const child of children) if (child !== null && child !== false) node.append(child)
  return node
}

/** The element of portal.html with this id. Throws when the page is not the portal's. */
export function elementById(id: string): HTMLElement {
  const node = document.getElementById(id)
  if (!node) throw new Error(`portal.html has no #${id}`)
  return node
}
