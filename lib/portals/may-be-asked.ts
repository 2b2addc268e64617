import { Prisma } from '../db/generated/client.ts'
import { workingStatuses } from './installation-status.ts'

/** Whether a portal (`installation n`) may be asked with its own tokens: the others are asked anew when they are due. */
export const mayBeAsked = Prisma.raw(`n.status in (${workingStatuses.map((status) => `'${status}'`).join(', ')})`)
