/** For tests only: somebody who is told of what happens at the bank. */
import { createServer, type IncomingMessage } from 'node:http'
import { EventEmitter, once } from 'node:events'

export interface Heard {
  readonly payload: string
  readonly signature: string
}

export interface WebhookListener {
  readonly url: string
  /** In the order in which they came. */
  readonly heard: readonly Heard[]
  /** The first that has these words in it, whether it has come or will. */
  readonly about: (words: string) => Promise<Heard>
  /** How so many of the next ones are answered; all others are thanked for. */
  answerNext(times: number, status: number): void
  close(): Promise<void>
}

export async function listen(): Promise<WebhookListener> {
  const heard: Heard[] = []
  const told = new EventEmitter()
  let statuses: readonly number[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((payload) => {
      const one = { payload, signature: String(request.headers['stripe-signature']) }
      heard.push(one)
      const [status = 200, ...later] = statuses
      statuses = later
      response.writeHead(status).end()
      told.emit('one')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const listener: WebhookListener = {
    url: `http://127.0.0.1:${port}/hook`,
    heard,
    async about(words) {
      for (;;) {
        const found = heard.find(({ payload }) => payload.includes(words))
        if (found) return found
        await once(told, 'one')
      }
    },
    answerNext: (times, status) => void (statuses = Array.from({ length: times }, () => status)),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return listener
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
