import type { Device, DeviceBook } from '../commands/devices.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

export function prismaDevices({ device: table }: Pick<PrismaClient, 'device'>): DeviceBook {
  return {
    add: async (device) => {
      const { count } = await table.createMany({ data: [rowOf(device)], skipDuplicates: true })
      return count === 1
    },
    replace: async (device) => {
      const { id, ...data } = rowOf(device)
      await table.update({ where: { id }, data })
    },
    byId: async (id) => {
      const row = await table.findUnique({ where: { id } })
      return row ? deviceOf(row) : undefined
    },
    list: async (storeId) => (await table.findMany({ where: { storeId }, orderBy: { id: 'asc' } })).map(deviceOf),
    revoke: async (id, atMs) => {
      await table.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date(atMs) } })
    },
  }
}

type Row = Omit<Device, 'enrolledAtMs' | 'revokedAtMs'> & { enrolledAt: Date; revokedAt: Date | null }

function rowOf({ enrolledAtMs, revokedAtMs, ...device }: Device): Row {
  const revokedAt = revokedAtMs === undefined ? null : new Date(revokedAtMs)
  return { ...device, enrolledAt: new Date(enrolledAtMs), revokedAt }
}

function deviceOf({ enrolledAt, revokedAt, ...device }: Row): Device {
  return {
    ...device,
    enrolledAtMs: enrolledAt.getTime(),
    ...(revokedAt && { revokedAtMs: revokedAt.getTime() }),
  }
}
