import type { Prisma } from '#lib/db/generated/client.ts'
import { encodeSignals, type Signal, signalChannel } from '#lib/db/signal-channel.ts'

/** Tells the app's processes what one of them would tell the others, in a transaction once that is committed. */
export async function sendSignal(db: Pick<Prisma.TransactionClient, '$queryRaw'>, signal: Signal): Promise<void> {
  await db.$queryRaw`select pg_notify(${signalChannel}, ${encodeSignals([signal])})::text`
}
