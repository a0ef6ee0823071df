-- AlterTable
ALTER TABLE "Account" ADD COLUMN     "nextMethods" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- DropTable
DROP TABLE "ChargeIntent";

-- CreateTable
CREATE TABLE "OpenCharge" (
    "sessionId" TEXT NOT NULL,
    "storeId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "inReview" BOOLEAN NOT NULL,
    "dueMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OpenCharge_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "LedgerPosting" (
    "entryId" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "storeId" TEXT NOT NULL,
    "day" CHAR(10) NOT NULL,
    "at" DOUBLE PRECISION NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "payment" TEXT,
    "account" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "LedgerPosting_pkey" PRIMARY KEY ("entryId","place")
);

-- CreateTable
CREATE TABLE "LedgerDay" (
    "storeId" TEXT NOT NULL,
    "day" CHAR(10) NOT NULL,
    "closedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "closedBy" TEXT NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "LedgerDay_pkey" PRIMARY KEY ("storeId","day")
);

-- CreateTable
CREATE TABLE "BankNotice" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" JSON NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "takenAt" TIMESTAMPTZ(3),

    CONSTRAINT "BankNotice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "OpenCharge_accountId_idx" ON "OpenCharge"("accountId");

-- CreateIndex
CREATE INDEX "OpenCharge_storeId_idx" ON "OpenCharge"("storeId");

-- CreateIndex
CREATE INDEX "LedgerPosting_storeId_day_idx" ON "LedgerPosting"("storeId", "day");

-- CreateIndex
CREATE INDEX "LedgerPosting_subject_idx" ON "LedgerPosting"("subject");

-- CreateIndex
CREATE INDEX "BankNotice_takenAt_idx" ON "BankNotice"("takenAt");


-- By hand from here on: what Prisma cannot say.

-- Money that moved is a fact: posted, never changed, never deleted.
CREATE TRIGGER "LedgerPosting_append_only_rows" BEFORE UPDATE OR DELETE ON "LedgerPosting"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "LedgerPosting_append_only_table" BEFORE TRUNCATE ON "LedgerPosting"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "LedgerDay_append_only_rows" BEFORE UPDATE OR DELETE ON "LedgerDay"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "LedgerDay_append_only_table" BEFORE TRUNCATE ON "LedgerDay"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE "LedgerPosting"
    ADD CONSTRAINT "LedgerPosting_moves_something" CHECK ("amountMinor" <> 0),
    ADD CONSTRAINT "LedgerPosting_day_is_one" CHECK ("day" ~ '^\d{4}-\d{2}-\d{2}$'),
    ADD CONSTRAINT "LedgerPosting_currency_is_one" CHECK ("currency" ~ '^[A-Z]{3}$');

-- An entry is posted whole, in one statement: its debits equal its credits, it has one currency and one visit, and its
-- day is not closed.
CREATE FUNCTION check_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken TEXT;
BEGIN
    SELECT "entryId" INTO broken FROM posted GROUP BY "entryId"
        HAVING sum("amountMinor") <> 0 OR count(*) < 2
            OR count(DISTINCT ("currency", "subject", "storeId", "day", "kind")) > 1
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger entry % does not add up, or is not one movement of one visit in one currency', broken
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT posted."entryId" INTO broken FROM posted
        JOIN "LedgerPosting" AS there ON there."entryId" = posted."entryId"
        GROUP BY posted."entryId"
        HAVING count(DISTINCT there."place") > count(DISTINCT posted."place")
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger entry % was posted before: post another one that corrects it', broken
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT posted."day" INTO broken FROM posted
        JOIN "LedgerDay" AS closed ON closed."storeId" = posted."storeId" AND closed."day" >= posted."day"
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the day % is closed: post on a later one', broken
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER "LedgerPosting_whole_entries" AFTER INSERT ON "LedgerPosting"
    REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION check_entries();
