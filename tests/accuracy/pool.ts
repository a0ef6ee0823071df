import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Reply, Task } from './worker.ts'

/** Plays every task in so many worker processes, and answers in the order of the tasks whoever was first. */
export async function playAll(
  tasks: readonly Task[],
  jobs: number,
  told: (reply: Reply, done: number) => void,
): Promise<Reply[]> {
  const replies: Reply[] = []
  let [next, done] = [0, 0]
  const work = async (): Promise<void> => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), {
      execArgv: ['--import', 'tsx', '--expose-gc', '--max-old-space-size=6000'],
    })
    try {
      while (next < tasks.length) {
        const at = next++
        const reply = await new Promise<Reply>((resolve, reject) => {
          worker.once('message', (said: Reply) => {
            worker.removeAllListeners('exit')
            resolve(said)
          })
          worker.once('exit', (code) => reject(new Error(`A worker ended with ${code} during ${named(tasks[at]!)}.`)))
          worker.send(tasks[at]!)
        })
        replies[at] = reply
        told(reply, ++done)
      }
    } finally {
      worker.removeAllListeners('exit')
      worker.kill()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, Math.max(1, tasks.length)) }, work))
  return replies
}

export const named = ({ suite, seed }: Task): string => `--suite ${suite} --seed ${seed}`
