/*
 * The columns of the list, which stand under each other in rows, folds and opened folds: whose, what, amount, stage, time, and room
 * for the buttons that come on hover. On a phone amount and stage stand in a line of their own.
 */

export const itemColumns =
  'grid-cols-[36px_minmax(0,1fr)_minmax(3.75rem,auto)] md:grid-cols-[36px_minmax(0,1fr)_6.5rem_10rem_6.5rem_4rem] lg:grid-cols-[36px_minmax(0,1fr)_8rem_11rem_8rem_4rem]'

export const foldColumns =
  'grid-cols-[36px_minmax(0,1fr)_auto] md:grid-cols-[36px_minmax(0,1fr)_6.5rem_4rem] lg:grid-cols-[36px_minmax(0,1fr)_8rem_4rem]'
