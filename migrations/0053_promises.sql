-- What was promised and is not kept, by when it is due: the desk's inbox shows what is overdue, whosever it is.
CREATE INDEX touchpoint_promise_due ON crm.touchpoint (promise_due) WHERE promise <> '' AND promise_kept_at IS NULL;
