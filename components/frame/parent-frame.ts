import type { B24Frame } from '@bitrix24/b24jssdk'
import { loadCode } from '#components/ui/load-code.ts'
import { StateError } from './state-code.ts'
import { withTimeout } from './with-timeout.ts'

const PARENT_TIMEOUT_MS = 10_000

let connecting: Promise<B24Frame> | null = null

async function connect(): Promise<B24Frame> {
  // 76 kB gzip: a chunk of its own, fetched when the parent is first needed. Named at the import, so that nothing else of it comes.
  const initializeB24Frame = await loadCode(async () => {
    const { initializeB24Frame: initialize } = await import('@bitrix24/b24jssdk')
    return initialize
  })
  return initializeB24Frame()
}

/**
 * The portal page around this frame. One connection for the life of the document, never destroyed: the SDK hands a destroyed
 * frame out again. The SDK has no timeout of its own, so a silent parent is our own finding.
 * @throws StateError `open-in-portal` outside a frame, `parent-silent` when the parent does not answer in time.
 */
export function connectParent(timeoutMs = PARENT_TIMEOUT_MS): Promise<B24Frame> {
  if (window.parent === window || !window.name.includes('|')) return Promise.reject(new StateError('open-in-portal'))
  connecting ??= connect().catch((error: unknown) => {
    connecting = null
    throw error
  })
  return withTimeout(connecting, timeoutMs, () => new StateError('parent-silent'))
}
