/** The life of our app on one portal. */
export type InstallationStatus = 'NEW' | 'ACTIVE' | 'REAUTH_REQUIRED' | 'PAYMENT_REQUIRED' | 'UNINSTALLED'

/** Viewers are let in while the portal has the app, also while our own token chain is broken: what is known stays readable. */
export function admitsViewers(status: InstallationStatus): boolean {
  return status !== 'UNINSTALLED'
}

/** Whether the app cannot ask the portal with its own tokens at present. Neither state is final: see `recheckInstallation`. */
export function isBroken(status: InstallationStatus): boolean {
  return status === 'REAUTH_REQUIRED' || status === 'PAYMENT_REQUIRED'
}

/** Where the portal's tokens are sealed to: a sealed text that is moved to another portal or column does not open. */
export function tokenBinding(portalId: string, column: 'access' | 'refresh'): string {
  return `${portalId}:installation.${column}`
}

/** The states that a refusal may end, also before the installation is finished. */
export const workingStatuses: InstallationStatus[] = ['NEW', 'ACTIVE']
