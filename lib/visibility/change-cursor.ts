import { dropOldest } from '../platform/drop-oldest.ts'

/** How far one reader has come. */
export type ChangeCursor = {
  /** Everything up to here has been read. */
  readTo: bigint
  /** The revisions among it of which the CRM has not said yet whether this viewer may see them. */
  undecided: ReadonlySet<bigint>
  /** Items that this reader was told are gone, so that later changes of theirs tell nothing. */
  readonly withdrawn: Set<string>
  /** The first change after which this reader's page may show what is hidden now; null once the page was told to read anew. */
  doubtfulFrom: bigint | null
  /** What came after that revision came while this reader was here; null for one that only looks in, and as long as it is not known. */
  hereSince: bigint | null
}

/** Whoever was told more than that is told of some a second time. */
const maxWithdrawn = 1_000

/** This reader was told that the item is gone. */
export function recordWithdrawn({ withdrawn }: ChangeCursor, item: string): void {
  dropOldest(withdrawn, item, maxWithdrawn)
  withdrawn.add(item)
}

/** A reader that has everything up to `revision`, and is here since the head was `hereSince`. */
export function startAt(revision: bigint, hereSince: bigint | null = null): ChangeCursor {
  return { readTo: revision, undecided: new Set(), withdrawn: new Set(), doubtfulFrom: null, hereSince }
}

/** Everything up to here has been decided for this viewer. */
export function lowWaterOf({ readTo, undecided }: ChangeCursor): bigint {
  let lowWater = readTo
  for (const revision of undecided) if (revision <= lowWater) lowWater = revision - 1n
  return lowWater
}

/** A reader that comes back, to whichever process, starts here and loses nothing: neither what is undecided nor a doubt. */
export function resumeFrom(cursor: ChangeCursor): bigint {
  const lowWater = lowWaterOf(cursor)
  const { doubtfulFrom } = cursor
  return doubtfulFrom !== null && doubtfulFrom <= lowWater ? doubtfulFrom - 1n : lowWater
}
