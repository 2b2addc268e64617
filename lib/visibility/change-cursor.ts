/** How far one reader has come. */
export type ChangeCursor = {
  /** Everything up to here has been read. */
  readTo: bigint
  /** The revisions among it of which the CRM has not said yet whether this viewer may see them. */
  undecided: ReadonlySet<bigint>
  /** Items that this reader was told are gone, so that later changes of theirs tell nothing. */
  readonly withdrawn: Set<string>
  /** What came after that revision came while this reader was here; null for one that only looks in. */
  readonly hereSince: bigint | null
}

/** A reader that has everything up to `revision`, and is here since the head was `hereSince`. */
export function startAt(revision: bigint, hereSince: bigint | null = null): ChangeCursor {
  return { readTo: revision, undecided: new Set(), withdrawn: new Set(), hereSince }
}

/** Everything up to here has been decided for this viewer: a reader that comes back starts here and loses nothing. */
export function lowWaterOf({ readTo, undecided }: ChangeCursor): bigint {
  let lowWater = readTo
  for (const revision of undecided) if (revision <= lowWater) lowWater = revision - 1n
  return lowWater
}
