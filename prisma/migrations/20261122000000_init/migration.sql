-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('shopper', 'staff');

-- CreateEnum
CREATE TYPE "DeviceKind" AS ENUM ('plates', 'tracker', 'gate', 'rfid');

-- CreateTable
CREATE TABLE "StoredEvent" (
    "position" BIGINT NOT NULL,
    "stream" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "id" TEXT,
    "type" TEXT NOT NULL,
    "at" DOUBLE PRECISION NOT NULL,
    "data" JSON NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "StoredEvent_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "EventPosition" (
    "id" INTEGER NOT NULL,
    "last" BIGINT NOT NULL,

    CONSTRAINT "EventPosition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProjectionCheckpoint" (
    "name" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ProjectionCheckpoint_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "displayName" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'shopper',
    "paymentMethod" TEXT NOT NULL DEFAULT 'pm_card_visa',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UsedPass" (
    "jti" TEXT NOT NULL,
    "usedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UsedPass_pkey" PRIMARY KEY ("jti")
);

-- CreateTable
CREATE TABLE "Device" (
    "id" TEXT NOT NULL,
    "storeId" TEXT NOT NULL,
    "kind" "DeviceKind" NOT NULL,
    "keyHash" TEXT NOT NULL,
    "enrolledAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StoreLease" (
    "storeId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "holder" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StoreLease_pkey" PRIMARY KEY ("storeId")
);

-- CreateTable
CREATE TABLE "Receipt" (
    "id" TEXT NOT NULL,
    "storeId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "shopper" TEXT NOT NULL,
    "enteredAt" TIMESTAMPTZ(3) NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,
    "totalMinor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "payment" TEXT NOT NULL,

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChargeIntent" (
    "key" TEXT NOT NULL,
    "chargeId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "amountMinor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "state" TEXT NOT NULL,
    "providerRef" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChargeIntent_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "LogCheckpoint" (
    "storeId" TEXT NOT NULL,
    "segment" TEXT NOT NULL,
    "offset" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "LogCheckpoint_pkey" PRIMARY KEY ("storeId")
);

-- CreateIndex
CREATE UNIQUE INDEX "StoredEvent_id_key" ON "StoredEvent"("id");

-- CreateIndex
CREATE UNIQUE INDEX "StoredEvent_stream_version_key" ON "StoredEvent"("stream", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Account_email_key" ON "Account"("email");

-- CreateIndex
CREATE INDEX "UsedPass_expiresAt_idx" ON "UsedPass"("expiresAt");

-- CreateIndex
CREATE INDEX "Device_storeId_idx" ON "Device"("storeId");

-- CreateIndex
CREATE INDEX "Receipt_accountId_sealedAt_idx" ON "Receipt"("accountId", "sealedAt" DESC);

-- CreateIndex
CREATE INDEX "Receipt_storeId_sealedAt_idx" ON "Receipt"("storeId", "sealedAt" DESC);

-- CreateIndex
CREATE INDEX "ChargeIntent_sessionId_idx" ON "ChargeIntent"("sessionId");

-- CreateIndex
CREATE INDEX "ChargeIntent_state_idx" ON "ChargeIntent"("state");


-- By hand from here on: what Prisma cannot say.

-- Events are facts: appended, never changed, never deleted.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of "%" are never changed or deleted: append a new event instead', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "StoredEvent_append_only_rows" BEFORE UPDATE OR DELETE ON "StoredEvent"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER "StoredEvent_append_only_table" BEFORE TRUNCATE ON "StoredEvent"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE "StoredEvent"
    ADD CONSTRAINT "StoredEvent_version_from_1" CHECK ("version" >= 1),
    ADD CONSTRAINT "StoredEvent_position_from_1" CHECK ("position" >= 1);

-- One row, rewritten by every append: room on its page, so that it stays there.
ALTER TABLE "EventPosition" SET (fillfactor = 10);
ALTER TABLE "EventPosition" ADD CONSTRAINT "EventPosition_one_row" CHECK ("id" = 1);
INSERT INTO "EventPosition" ("id", "last") VALUES (1, 0);

-- COLLATE "C": the same letters count as upper case on every server.
ALTER TABLE "Account" ADD CONSTRAINT "Account_email_lower_case" CHECK ("email" = lower("email" COLLATE "C"));

ALTER TABLE "Receipt" ADD CONSTRAINT "Receipt_total_not_negative" CHECK ("totalMinor" >= 0);
ALTER TABLE "ChargeIntent" ADD CONSTRAINT "ChargeIntent_amount_not_negative" CHECK ("amountMinor" >= 0);
