/** Where a portal's pages are, without trailing slash: what stands before `/rest` of its REST address, be it a port or a path. */
export function portalAddress(clientEndpoint: string): string {
  return clientEndpoint.replace(/\/rest\/*$/, '').replace(/\/+$/, '')
}
