import { execFileSync } from 'node:child_process'
import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  agentRules: false,
  // No page has a picture to make smaller. The route that does so makes its folder on the disk, which may be read-only, for whoever asks.
  images: { unoptimized: true, maximumDiskCacheSize: 0 },
  // `npm test` checks the types, once; a newcomer's first build need not.
  typescript: { ignoreBuildErrors: true },
  env: { BUILD_COMMIT: builtCommit() },
}

/** A build without the repository around it, as in a container, is told by `SOURCE_COMMIT`. */
function builtCommit(): string {
  if (process.env.SOURCE_COMMIT) return process.env.SOURCE_COMMIT
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return ''
  }
}

export default config
