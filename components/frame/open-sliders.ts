/** The portal's sliders that this page has opened and that are still open: they lie over it. */
let count = 0

/** Notes that one is open, for as long as the promise is pending. */
export function countSlider(closed: Promise<unknown>): void {
  count += 1
  const end = () => {
    count -= 1
  }
  closed.then(end, end)
}

export function hasOpenSlider(): boolean {
  return count > 0
}
