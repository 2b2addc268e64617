import { Problem } from '../platform/problem.ts'
import { withOwner } from './with-owner.ts'

/**
 * Makes sure that this database stands where it always did. A copy that was restored elsewhere holds the tokens of the original: the first
 * one that it renewed would end the original's, and its people would be told everything twice.
 * @throws Problem (one sentence) where it is a copy that nobody has said is to go on.
 */
export async function refuseCopy(ownerUrl: string): Promise<void> {
  const { rowCount } = await withOwner(ownerUrl, 'start', (client) =>
    client.query('select from home where place = database_place()'),
  )
  if (rowCount === 1) return
  throw new Problem(
    'This database is a restored copy, so the app does not start on it: it would talk to the portals beside the original. Where the copy is to go on, stop the original for good, then run npm run db:adopt.',
  )
}
