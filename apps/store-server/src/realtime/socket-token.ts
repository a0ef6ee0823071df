import type { Socket } from 'socket.io'
import { z } from 'zod'

const Auth = z.object({ token: z.string().min(1).max(2_048) })

/** What a socket offers to be known by; `undefined` for anything that is no token. */
export const tokenOf = ({ handshake }: Pick<Socket, 'handshake'>): string | undefined =>
  Auth.safeParse(handshake.auth).data?.token

/** A refusal of a connection: the client finds the code in `error.data.code`. */
export const refusal = (code: string, message: string): Error => Object.assign(new Error(message), { data: { code } })
