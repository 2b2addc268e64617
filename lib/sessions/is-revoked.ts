/** Whether a session was sealed before the portal's were revoked; within the same second counts as before. */
export function isRevoked(issuedAt: Date, sessionsSince: Date | null): boolean {
  return sessionsSince !== null && issuedAt < sessionsSince
}
