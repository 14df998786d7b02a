-- What is looked up by something else than it was found by so far; and what nothing looks up.

CREATE INDEX delivery_said ON crm.delivery (case_id) WHERE entry IS NOT NULL;                                -- what the CRM was told of a case before
CREATE INDEX case_entry_thread ON crm.case_entry (thread_id, at DESC, id DESC) WHERE thread_id IS NOT NULL;  -- a thread's panel at the desk
CREATE INDEX solution_of_case ON crm.solution (case_id, id DESC);
CREATE INDEX queue_item_of_decision ON community.queue_item (decision_id) WHERE decision_id IS NOT NULL;     -- what a decision ended, when it is undone

-- The same as post_author_accepted; and those that no statement has a use for. score_order was in the way of every change of a score.
DROP INDEX community.post_accepted_of, standing.score_order, standing.credit_of_position, standing.act_pending_of, money.member_value_most;
-- Nothing was ever put there: the outbox is crm.delivery.
DROP TABLE crm.job;
