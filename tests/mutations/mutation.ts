/** One protection taken out of the code by changing one place in one line. */
export type Mutation = {
  readonly name: string
  /** The row of docs/security.md or docs/completeness.md that it belongs to: its first cell, or the second where that is empty. */
  readonly row: readonly [document: 'security' | 'completeness', row: string]
  readonly file: string
  /** Stands exactly once in the file. */
  readonly from: string
  readonly to: string
  /** Below tests/, without `.test.ts`: the narrowest ones that have to notice. */
  readonly tests: readonly string[]
  /** Those of their tests whose names contain this, where the others are many or slow. */
  readonly named?: string
}
