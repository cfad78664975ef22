// Where the node is, and the bound on every wait.
export const host = process.env.SOFIA_HOST ?? '127.0.0.1'
export const port = Number(process.env.SOFIA_PORT ?? 8021)
export const password = process.env.SOFIA_PASSWORD ?? 'ClueCon'

/** The promise's value, or a failure that names `what` after ten seconds. */
export async function inTime (promise, what) {
  let timer
  const tooLate = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in 10 s`)), 10_000)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
