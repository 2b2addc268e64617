import { countSlider } from './open-sliders.ts'
import { connectParent } from './parent-frame.ts'

const SLIDER_TIMEOUT_MS = 3_000

function openTab(address: string): void {
  window.open(address, '_blank', 'noopener')
}

/**
 * Opens an item's card in the portal's slider, or in a tab of its own where there is no slider (outside a portal, on a phone,
 * a path that the portal refuses). The slider's answer comes only when it is closed, so nothing waits for it.
 */
export async function openCard(address: string): Promise<void> {
  try {
    const frame = await connectParent(SLIDER_TIMEOUT_MS)
    const { pathname, search } = new URL(address)
    const closed = frame.slider.openPath(frame.slider.getUrl(pathname + search))
    countSlider(closed)
    closed.catch(() => openTab(address))
  } catch {
    openTab(address)
  }
}
