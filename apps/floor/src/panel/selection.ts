import { useMemo } from 'react'
import { useMatch } from 'react-router'

/** What the address names: a visit, a gondola, a dispute, a charge, or nothing. So it survives a reload and can be sent to a colleague. */
export interface Selection {
  readonly visit: string | undefined
  readonly gondola: string | undefined
  readonly dispute: string | undefined
  readonly charge: string | undefined
}

export function useSelection(): Selection {
  const visit = useMatch('/visits/:id')?.params.id
  const gondola = useMatch('/gondolas/:id')?.params.id
  const dispute = useMatch('/disputes/:ref')?.params.ref
  const charge = useMatch('/charges/:ref')?.params.ref
  return useMemo(() => ({ visit, gondola, dispute, charge }), [visit, gondola, dispute, charge])
}
