import { setTimeout } from 'node:timers/promises'

/** Waits until the check no longer throws; after half a minute its error is final. */
export async function eventually (check) {
  for (const deadline = Date.now() + 30_000; ; await setTimeout(20)) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}
