/** Text under a name that says where it was found. */
export type Place = { readonly where: string; readonly text: string }

/**
 * Looks for every secret as it is, in hexadecimal, and in base64 at each of the three places where it may begin.
 * @returns `where: the secret's first letters` of each find.
 */
export function findSecrets(secrets: readonly string[], places: readonly Place[]): string[] {
  const needles = secrets.map((secret) => ({ secret, forms: formsOf(secret) }))
  return places.flatMap(({ where, text }) =>
    needles
      .filter(({ forms }) => forms.some((form) => text.includes(form)))
      .map(({ secret }) => `${where}: ${secret.slice(0, 6)}…`),
  )
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    // Whole groups of three bytes that hold nothing but the secret.
    const inside = padded.subarray(offset === 0 ? 0 : 3, padded.length - (padded.length % 3))
    return [inside.toString('base64'), inside.toString('base64url')]
  })
  return [...new Set([secret, encodeURIComponent(secret), bytes.toString('hex'), ...shifted])]
}
