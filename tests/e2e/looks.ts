/** Both themes, the widest and the narrowest frame: what every run looks at. */
const usual = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 375, height: 780 } },
] as const

const others = [
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 375, height: 780 } },
] as const

/** `ALL_LOOKS=1` adds the other two; they make the rest of the pictures in docs/screenshots. */
export const looks = process.env.ALL_LOOKS === '1' ? [...usual, ...others] : usual
