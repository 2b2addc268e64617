import { inPortal } from '#lib/db/in-portal.ts'
import { newId } from '#lib/platform/ids.ts'
import { GroupCommit } from '#lib/receipts/group-commit.ts'
import type { Receipt } from '#lib/receipts/receipt.ts'
import { storeReceipts } from '#lib/receipts/store-receipts.ts'
import { alternate, drive } from './drive.ts'
import { NOT_WATCHED } from './install-portal.ts'

// Called with a portal's id: the same receipts by shared commits, as the app does, and each by an insert of its own.
const [, , portalId = ''] = process.argv
const CONNECTIONS = 32
const ROUND_MS = 1_000

const installation = await inPortal(portalId, (tx) => tx.installation.findUniqueOrThrow({ where: { portalId } }))
const tokenDigest = installation.applicationTokenDigest ?? ''
let itemId = 0
const receipt = (): Receipt => {
  itemId += 1
  const at = new Date()
  const item = { change: 'add', entityTypeId: NOT_WATCHED, itemId, actor: 'person' } as const
  return { portalId, tokenDigest, id: newId(), ...item, sentAt: at, receivedAt: at }
}
const commits = new GroupCommit(storeReceipts, { lanes: 2, maxRows: 500, maxWaiting: 5_000 })
const rounds = await alternate(3, {
  shared: () => drive(CONNECTIONS, ROUND_MS, () => commits.add(receipt())),
  single: () => drive(CONNECTIONS, ROUND_MS, () => storeReceipts([receipt()])),
})
process.stdout.write(JSON.stringify(rounds), () => process.exit(0))
