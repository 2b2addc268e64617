import 'server-only'
import type { KnownChain } from './lock-same-chain.ts'
import { markUninstalled } from './mark-uninstalled.ts'

/**
 * The owner of the fact that the app is no longer installed: whoever learns it from an OAuth server says so here, at once, whether or
 * not an uninstall was announced. Uninstalling then goes to its end. Without an announcement the settings are kept.
 * @param known the installation as it was when the OAuth server was asked.
 * @returns false where it is another installation by now, or where it is known already.
 */
export function recordUninstalled(known: KnownChain, now: Date): Promise<boolean> {
  return markUninstalled(known, null, now)
}
