/* demo_done.c -- what was done to a post or a thread: rows, and an event for each. */
#include "base/arena.h"
#include "forum/demo/demo_writer.h"
#include "forum/thread/thread.h"
#include "loop/task.h"

static void acceptance_write(struct demo_writer *w, const struct demo_thread *th, int64_t thread,
	const struct demo_pending *p)
{
	const struct demo_act *a = p->post->accepted;
	bool staff = a->who != th->question->author;
	int64_t who = demo_writer_member(w, a->who), helper = demo_writer_member(w, p->post->author);

	demo_acceptance_add(w->t, thread, p->id, who, staff, a->context, a->at, p->post->withdrawn);
	demo_event_gather(w, (struct demo_event){a->at, staff ? EVENT_STAFF_ACCEPTED : EVENT_ACCEPTED, who,
				     helper, thread, p->id, 0});
	if (when_known(p->post->withdrawn))
		demo_event_gather(w, (struct demo_event){p->post->withdrawn,
					     staff ? EVENT_STAFF_UNACCEPTED : EVENT_UNACCEPTED, who, helper,
					     thread, p->id, 0});
}

static void reactions_write(struct demo_writer *w, const struct demo_acts *acts, const char *kind,
	enum event_kind event, int64_t thread, const struct demo_pending *p)
{
	int64_t author = demo_writer_member(w, p->post->author);
	size_t i;

	for (i = 0; i < acts->n; i++) {
		const struct demo_act *a = &acts->v[i];

		demo_reaction_add(w->t, p->id, author, demo_writer_member(w, a->who), kind, a->context,
			a->at);
		demo_event_gather(w, (struct demo_event){a->at, event, demo_writer_member(w, a->who), author,
					     thread, p->id, 0});
	}
}

static void guests_write(struct demo_writer *w, int64_t thread, const struct demo_pending *p)
{
	int64_t i;

	for (i = 0; i < p->post->guests; i++) {
		const char *visitor = arena_printf(w->a, "%s guest %lld", p->post->place, (long long)i);
		struct when at = demo_some_time_after(p->post->at, w->now, 120, visitor);

		demo_found_add(w->t, p->id, visitor, at);
		demo_event_gather(w, (struct demo_event){at, EVENT_FOUND, 0,
					     demo_writer_member(w, p->post->author), thread, p->id, 0});
	}
}

void demo_acts_write(struct demo_writer *w, const struct demo_thread *th, int64_t thread,
	const struct demo_pending *p)
{
	if (p->post->accepted)
		acceptance_write(w, th, thread, p);
	reactions_write(w, &p->post->thanks, "thanks", EVENT_THANKED, thread, p);
	reactions_write(w, &p->post->helped, "helped", EVENT_HELPED, thread, p);
	reactions_write(w, &p->post->not_helpful, "unhelpful", EVENT_UNHELPFUL, thread, p);
	guests_write(w, thread, p);
}

void demo_me_too_write(struct demo_writer *w, const struct demo_thread *th, int64_t thread)
{
	int64_t asker = demo_writer_member(w, th->question->author);
	size_t i;

	for (i = 0; i < th->me_too.n; i++) {
		const struct demo_act *a = &th->me_too.v[i];
		int64_t who = demo_writer_member(w, a->who);

		demo_me_too_add(w->t, thread, asker, who, a->at);
		demo_follow_add(w->t, thread, who, a->at);
		demo_event_gather(w, (struct demo_event){a->at, EVENT_ME_TOO, who, asker, thread, 0, 0});
	}
	if (when_known(th->reopened))
		demo_event_gather(w, (struct demo_event){th->reopened, EVENT_STATE_CHANGED, asker, asker,
					     thread, 0, STATE_REOPENED});
}
