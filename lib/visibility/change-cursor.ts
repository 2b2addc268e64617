/** How far one reader has come. */
export type ChangeCursor = {
  /** Everything up to here has been read. */
  readTo: bigint
  /** The revisions among it of which the CRM has not said yet whether this viewer may see them. */
  undecided: ReadonlySet<bigint>
  /** Items that this reader was told are gone, so that later changes of theirs tell nothing. */
  readonly withdrawn: Set<string>
}

/** A reader that has everything up to `revision`. */
export function startAt(revision: bigint): ChangeCursor {
  return { readTo: revision, undecided: new Set(), withdrawn: new Set() }
}

/** Everything up to here has been decided for this viewer: a reader that comes back starts here and loses nothing. */
export function lowWaterOf({ readTo, undecided }: ChangeCursor): bigint {
  let lowWater = readTo
  for (const revision of undecided) if (revision <= lowWater) lowWater = revision - 1n
  return lowWater
}
