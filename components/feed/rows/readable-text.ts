export type ChipColors = { readonly background: string; readonly text: string }

const DARK_TEXT = '#1f2730'
const LIGHT_TEXT = '#ffffff'

function channel(hex: string): number {
  const value = Number.parseInt(hex, 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(color: string): number {
  return 0.2126 * channel(color.slice(1, 3)) + 0.7152 * channel(color.slice(3, 5)) + 0.0722 * channel(color.slice(5, 7))
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

/** A stage's own colour with whichever text reads better on it; null for anything that is not `#rrggbb`. */
export function chipColors(color: string | null): ChipColors | null {
  if (color === null || !/^#[0-9a-f]{6}$/i.test(color)) return null
  const own = luminance(color)
  const isLightBetter = contrast(own, luminance(LIGHT_TEXT)) >= contrast(own, luminance(DARK_TEXT))
  return { background: color, text: isLightBetter ? LIGHT_TEXT : DARK_TEXT }
}
