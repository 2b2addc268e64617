type Halving<Row> = {
  /** Writes all of them or none. */
  readonly write: (rows: readonly Row[]) => Promise<unknown>
  /** Whether one of the rows is to blame, so that the others may well be written without it. */
  readonly isFaultOfARow: (error: unknown) => boolean
  /** The one row that is to blame, or rows that could not be written for another reason. What it throws ends the halving. */
  readonly onFailure: (rows: readonly Row[], error: unknown) => void
}

/** A poisoned row would fail its whole batch for ever: what fails together is written in halves, down to the one row. */
export async function writeByHalves<Row>(rows: readonly Row[], halving: Halving<Row>): Promise<void> {
  try {
    await halving.write(rows)
  } catch (error) {
    if (rows.length <= 1 || !halving.isFaultOfARow(error)) return halving.onFailure(rows, error)
    const middle = Math.ceil(rows.length / 2)
    await writeByHalves(rows.slice(0, middle), halving)
    await writeByHalves(rows.slice(middle), halving)
  }
}
