const GAP_PX = 4
const EDGE_PX = 8

/** Puts a menu of the top layer below its button, or above where there is no room; aligned with the button's end. */
export function placeMenu(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const isRtl = document.documentElement.dir === 'rtl'
  const wanted = isRtl ? at.left : at.right - width
  const left = Math.max(EDGE_PX, Math.min(wanted, window.innerWidth - width - EDGE_PX))
  const below = at.bottom + GAP_PX
  const top = below + height <= window.innerHeight - EDGE_PX ? below : Math.max(EDGE_PX, at.top - GAP_PX - height)
  menu.style.setProperty('left', `${left}px`)
  menu.style.setProperty('top', `${top}px`)
}
