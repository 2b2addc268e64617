/** Where time comes in: verbs take a clock as an argument, one line wires this one. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

export function secondsFrom(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000)
}
