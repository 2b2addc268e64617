/** Prisma's code for a transaction that others made impossible. */
const lostCode = 'P2034'
/** PostgreSQL's: a deadlock was ended by taking this one back, or the row that another one refers to has just been deleted. */
const lostStates = /`(40P01|40001|23503)`/

/** True for a transaction that was taken back because of another one: begun anew it finds things settled. */
export function isLostRace(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === lostCode) || lostStates.test(error.message)
}
