/** Of a row that is cut off by so little one has seen what there is to see. */
const MOST_OF_IT = 0.9
/** The least that a browser takes. */
const DELAY_MS = 100

/** Of the second edition of the standard: whether something lies over the element, also in the pages around this frame. Chromium has it. */
type Sight = IntersectionObserverEntry & { readonly isVisible?: boolean }

/**
 * Which rows are on the screen at this moment, whole and with nothing over them, as far as the browser can tell.
 * @param isUncovered nothing lies over the page, whatever the browser makes of effects in the portal around it.
 */
export function lookAtRows(list: HTMLElement, isUncovered: boolean): Promise<ReadonlySet<string>> {
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row-key]')]
  if (rows.length === 0) return Promise.resolve(new Set())
  return new Promise((resolve) => {
    const asked = { threshold: MOST_OF_IT, trackVisibility: !isUncovered, delay: DELAY_MS }
    const observer = new IntersectionObserver((entries: readonly Sight[]) => {
      observer.disconnect()
      const shown = entries.filter(
        ({ intersectionRatio, isVisible }) => intersectionRatio >= MOST_OF_IT && (isUncovered || isVisible !== false),
      )
      resolve(new Set(shown.map(({ target }) => (target as HTMLElement).dataset.rowKey ?? '')))
    }, asked)
    for (const row of rows) observer.observe(row)
  })
}
