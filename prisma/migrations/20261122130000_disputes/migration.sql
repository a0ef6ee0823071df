-- CreateTable
CREATE TABLE "OpenDispute" (
    "accountId" TEXT NOT NULL,
    "disputeId" TEXT NOT NULL,
    "storeId" TEXT NOT NULL,
    "visitId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OpenDispute_pkey" PRIMARY KEY ("accountId","disputeId")
);

-- CreateIndex
CREATE INDEX "OpenDispute_storeId_idx" ON "OpenDispute"("storeId");
