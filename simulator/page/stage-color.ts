/** The stage's colour as `#rrggbb`; grey when the server gave none. */
export function stageColor(color: string | null | undefined): string {
  const hex = /^#?([0-9a-f]{6})$/i.exec(color ?? '')?.[1]
  return hex ? `#${hex}` : '#ced4dc'
}

/** Black or white, whichever reads better on this `#rrggbb` (WCAG relative luminance). */
export function readableOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#1f2a38' : '#ffffff'
}
