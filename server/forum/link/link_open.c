/* link_open.c -- a case of a thread, or of one of its posts: made once for each episode, whoever asks. See link.h. */
#include "forum/link/link_inside.h"

#include "base/arena.h"
#include "db/query.h"
#include "loop/task.h"

static void open_record(struct task *t, int64_t id, const struct thread_locked *th, const struct link_open *o,
	int64_t customer, const char *subject, const char *key)
{
	case_record(t, &(struct case_act){.case_id = id,
			       .account = o->account,
			       .customer = customer,
			       .thread = th->id,
			       .event = CRM_CASE_OPENED,
			       .entry = "opened",
			       .text = o->text,
			       .audit = "case.opened"});
	case_outbox(t, id, "create",
		&(struct case_payload){.subject = subject,
			.text = o->text,
			.priority = case_priority_name(o->priority),
			.thread = th->id,
			.customer = customer,
			.key = key});
}

int64_t link_case_open_wait(struct task *t, const struct thread_locked *th, const struct link_open *o,
	bool *again)
{
	const char *key = link_origin_key(&t->arena, th->id, th->episode, o->post);
	const char *subject = text_empty(o->subject) ? th->title : o->subject;
	struct asker_customer *customer = NULL;
	struct case_id *made = NULL, *there = NULL;
	struct link_id **link = arena_new(&t->arena, struct link_id *); /* read by the caller's COMMIT */

	asker_customer_find(t, th->id, &customer);
	case_of_key(t, key, &there);
	db_wait(t);
	if (!there) {
		case_insert(t,
			&(struct case_new){.customer = customer ? customer->id : 0,
				.owner = o->account,
				.origin_key = key,
				.subject = subject,
				.priority = o->priority},
			&made);
		if (db_wait(t) == DB_CONFLICT)
			return 0;
	}
	*again = there != NULL;
	if (there || !made)
		return there ? there->id : 0;
	open_record(t, made->id, th, o, customer ? customer->id : 0, subject, key);
	link_add(t,
		&(struct link_new){.thread = th->id,
			.episode = th->episode,
			.post = o->post,
			.case_id = made->id,
			.kind = LINK_ORIGIN,
			.reason = o->reason,
			.account = o->account},
		link);
	return made->id;
}
