-- What a store is rebuilt from lies beside the frame log: it must not be newer than the log, nor older than what was deleted.
DROP TABLE "LogCheckpoint";
