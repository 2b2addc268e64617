/** Scripts that did not come, since they were last asked about. */
const lost = new Set<string>()

/** A page that has just been loaded anew and lacks something still is not loaded again at once: instances of two versions may answer. */
const RELOAD_GAP_MS = 60_000

if (typeof window !== 'undefined') {
  const note = ({ target }: Event) => target instanceof HTMLScriptElement && target.src !== '' && lost.add(target.src)
  window.addEventListener('error', note, true)
}

/** Asks whether the server has no such script: a deploy has taken it away, and it will not come back. */
async function askWhetherGone(address: string): Promise<boolean> {
  const answer = await fetch(address, { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  return answer?.status === 404
}

function mayReload(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const isRested = navigation?.type !== 'reload' || performance.now() > RELOAD_GAP_MS
  // What somebody writes in a dialog would be lost.
  return isRested && document.querySelector('dialog[open], [role=dialog], [role=alertdialog]') === null
}

/**
 * Fetches a part of our code. Where it belongs to a version that is not served any more, the page is loaded anew: no attempt
 * would bring it.
 * @throws what the import threw; it may be tried again.
 */
export async function loadCode<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const asked = [...lost]
    lost.clear()
    const gone = await Promise.all(asked.map(askWhetherGone))
    if (gone.includes(true) && mayReload()) window.location.reload()
    throw error
  }
}
