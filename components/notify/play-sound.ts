const PAUSE_MS = 2_000
const NOTES = [
  { hertz: 880, at: 0 },
  { hertz: 1_320, at: 0.12 },
] as const
const NOTE_SECONDS = 0.22
const LOUDNESS = 0.12

let context: AudioContext | null = null
let playedAt = Number.NEGATIVE_INFINITY

/** Two short notes, made here: nothing to download. A browser that has seen no gesture yet stays silent. */
export async function playSound(): Promise<void> {
  if (performance.now() - playedAt < PAUSE_MS) return
  playedAt = performance.now()
  context ??= new AudioContext()
  await context.resume()
  const { destination, currentTime } = context
  for (const { hertz, at } of NOTES) {
    const note = new OscillatorNode(context, { frequency: hertz })
    const gain = new GainNode(context, { gain: 0 })
    const start = currentTime + at
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015)
    gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_SECONDS)
    note.connect(gain).connect(destination)
    note.start(start)
    note.stop(start + NOTE_SECONDS)
  }
}
