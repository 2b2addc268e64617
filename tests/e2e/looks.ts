/** Both themes, the widest and the narrowest frame: what every run looks at. */
const usual = [
  { name: 'light', theme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'phone-dark', theme: 'dark', viewport: { width: 375, height: 780 } },
] as const

const others = [
  { name: 'dark', theme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'phone', theme: 'light', viewport: { width: 375, height: 780 } },
] as const

/** `ALL_LOOKS=1` adds the other two, and draws docs/screenshots anew. */
export const looks = process.env.ALL_LOOKS === '1' ? [...usual, ...others] : usual

/** Where a picture of a screen goes: into docs/screenshots with `ALL_LOOKS=1`, so that other runs leave the repository as it is. */
export function picture(name: string): string {
  return `${process.env.ALL_LOOKS === '1' ? 'docs' : 'test-results'}/screenshots/${name}.png`
}
