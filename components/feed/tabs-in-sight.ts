/** Between two tabs. */
const TAB_GAP_PX = 4

/**
 * Which tabs stand side by side, by their places; the others are under "More", which takes room too. The selected one always stands,
 * before any other.
 */
export function tabsInSight(
  widths: readonly number[],
  { selected, roomPx, morePx }: { selected: number; roomPx: number; morePx: number },
): readonly number[] {
  const places = [...widths.keys()]
  const spanOf = (shown: readonly number[]) =>
    shown.reduce((total, place) => total + (widths[place] ?? 0) + TAB_GAP_PX, -TAB_GAP_PX)
  if (spanOf(places) <= roomPx) return places
  const shown = widths[selected] === undefined ? [] : [selected]
  for (const place of places) {
    if (place === selected) continue
    if (spanOf([...shown, place]) + TAB_GAP_PX + morePx > roomPx) break
    shown.push(place)
  }
  return shown.sort((one, other) => one - other)
}
