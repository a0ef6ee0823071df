-- Other processes on this database hear of what was stored, once it is committed.
CREATE FUNCTION "tell_of_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('stored_events', (SELECT max("position") FROM fresh)::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER "StoredEvent_told"
  AFTER INSERT ON "StoredEvent"
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION "tell_of_events"();
