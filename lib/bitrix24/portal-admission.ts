import { canonicalHost } from '../platform/canonical-host.ts'

/** Which portals the operator admits beyond those that are public and on https. Hosts are canonical. */
export type PortalAdmission = {
  /** Any portal, anywhere. */
  readonly allowPrivatePortals: boolean
  /** Hosts that may have private addresses, and http. */
  readonly privatePortals: readonly string[]
  /** Hosts that may have http, at public addresses only. */
  readonly httpPortals: readonly string[]
}

/** Whether a portal may be connected to at a private address. */
export function mayBePrivate(admission: PortalAdmission, clientEndpoint: string): boolean {
  return admission.allowPrivatePortals || isListed(admission.privatePortals, clientEndpoint)
}

/** Whether a portal may be reached without encryption: its viewers' tokens then travel in the clear. */
export function mayBeHttp(admission: PortalAdmission, address: string): boolean {
  return mayBePrivate(admission, address) || isListed(admission.httpPortals, address)
}

function isListed(hosts: readonly string[], address: string): boolean {
  const host = canonicalHost(URL.parse(address)?.host ?? '')
  return host !== null && hosts.includes(host)
}
