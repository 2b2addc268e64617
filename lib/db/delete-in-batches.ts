import 'server-only'
import type { Transaction } from './client.ts'
import { inPortal } from './in-portal.ts'

const batchRows = 1_000
/** What is left after these is due at once again: no job of one portal runs for ever. */
const maxBatches = 200

/**
 * Deletes rows of a portal, in transactions of at most 1,000: a busy portal has millions, and the database takes back what needs more
 * than ten seconds.
 * @param deleteSome deletes at most `limit` rows. @returns whether there is nothing more to delete.
 * @returns the same; false where more is left than one job deletes.
 */
export async function deleteInBatches(
  portalId: string,
  deleteSome: (tx: Transaction, limit: number) => Promise<boolean>,
): Promise<boolean> {
  for (let batch = 0; batch < maxBatches; batch += 1) {
    if (await inPortal(portalId, (tx) => deleteSome(tx, batchRows))) return true
  }
  return false
}
