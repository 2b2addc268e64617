import { connectParent } from './parent-frame.ts'

export type InstallAnswer = 'told' | 'already-finished'

let asking: Promise<InstallAnswer> | null = null

async function ask(): Promise<InstallAnswer> {
  const frame = await connectParent()
  if (!frame.isInstallMode) return 'already-finished'
  // Never awaited: on success the portal reloads the page instead of answering.
  frame.installFinish().catch(() => undefined)
  return 'told'
}

/**
 * Tells the portal that the installation is complete; resolves as soon as it has been told (once, however often it is called).
 * @throws StateError `parent-silent` or `open-in-portal`.
 */
export function finishInstallation(): Promise<InstallAnswer> {
  asking ??= ask().catch((error: unknown) => {
    asking = null
    throw error
  })
  return asking
}
