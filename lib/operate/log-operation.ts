import 'server-only'
import { log } from '../platform/log.ts'

/** What an operator did to a portal, for whoever reads the log later: numbers and words of ours, never what a portal holds. */
export function logOperation(command: string, portalId: string, did: Record<string, number | string | boolean>): void {
  log().info({ portalId, command, ...did }, 'an operator did this')
}
