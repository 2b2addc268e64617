/**
 * @param command PostgreSQL's answer to a commit.
 * @throws Error where it is another one: a statement of the transaction had failed.
 */
export function checkCommitted(command: string | undefined): void {
  if (command !== 'COMMIT') throw new Error('A statement of this transaction failed: PostgreSQL took it back.')
}
